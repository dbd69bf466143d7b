#include "scale/study/recipe.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::process {
namespace {

constexpr std::string_view suffix = "_L_per_h";

std::vector<FeedTable::Column> columns_of(const std::vector<std::string>& names) {
    std::vector<FeedTable::Column> made;
    for (const std::string& name : names) {
        if (name == "time_h") continue;
        const bool flow = name.ends_with(suffix) && name.size() > suffix.size();
        made.push_back(
            {.id = flow ? name.substr(0, name.size() - suffix.size()) : name, .flow = flow, .values = {}});
    }
    return made;
}

}  // namespace

Result<FeedTable> read_feed_table(const Source& source) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t time_column, table.column("time_h"));
    FeedTable made;
    made.columns = columns_of(table.columns());
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        STRANDLINE_TRY(const double time, table.number(time_column));
        const bool rises = made.times.empty() ? time == 0 : time > made.times.back();
        if (!rises)
            return fail(Error::input("process.scale_feed", "the times do not rise from 0")
                            .at(table.place(time_column))
                            .expected("{}", made.times.empty() ? std::string("0")
                                                               : format("more than {}", made.times.back()))
                            .found("{}", time));
        made.times.push_back(time);
        for (std::size_t i = 0, column = 0; column < table.columns().size(); ++column) {
            if (column == time_column) continue;
            STRANDLINE_TRY(const double value, table.number(column));
            if (made.columns[i].flow && value < 0)
                return fail(Error::input("process.scale_feed", "the feed is negative")
                                .at(table.place(column))
                                .expected("0 or more")
                                .found("{}", value));
            made.columns[i++].values.push_back(value);
        }
    }
    if (made.times.size() < 2)
        return fail(Error::input("process.scale_feed", "the feed table has no rows from a start to an end")
                        .at({.file = source.name()})
                        .expected("two or more rows; the last one is the end"));
    return made;
}

}  // namespace strandline::process
