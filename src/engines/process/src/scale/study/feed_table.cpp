#include "scale/study/recipe.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::process {
namespace {

constexpr std::string_view suffix = "_L_per_h";

Result<std::vector<std::pair<std::size_t, std::string>>> feed_columns(const formats::TableReader& table,
                                                                      const Source& source) {
    std::vector<std::pair<std::size_t, std::string>> made;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        const std::string& name = table.columns()[i];
        if (name == "time_h") continue;
        if (!name.ends_with(suffix) || name.size() == suffix.size())
            return fail(Error::input("process.scale_feed", "column '{}' is no feed", printable(name))
                            .at({.file = source.name(), .line = 1})
                            .expected("time_h and, for each feed, the id of the model's parameter with its "
                                      "unit: F_L_per_h")
                            .found("'{}'", printable(name)));
        made.emplace_back(i, name.substr(0, name.size() - suffix.size()));
    }
    return made;
}

}  // namespace

Result<FeedTable> read_feed_table(const Source& source) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t time_column, table.column("time_h"));
    STRANDLINE_TRY(const auto columns, feed_columns(table, source));
    FeedTable made;
    for (const auto& [column, id] : columns) made.ids.push_back(id);
    made.rates.resize(columns.size());
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
        for (std::size_t i = 0; i < columns.size(); ++i) {
            STRANDLINE_TRY(const double rate, table.number(columns[i].first));
            if (rate < 0)
                return fail(Error::input("process.scale_feed", "the feed is negative")
                                .at(table.place(columns[i].first))
                                .expected("0 or more")
                                .found("{}", rate));
            made.rates[i].push_back(rate);
        }
    }
    if (made.times.size() < 2)
        return fail(Error::input("process.scale_feed", "the feed table has no rows from a start to an end")
                        .at({.file = source.name()})
                        .expected("two or more rows; the last one is the end"));
    return made;
}

}  // namespace strandline::process
