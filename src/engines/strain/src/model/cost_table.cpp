#include "model/cost_table.hpp"

#include <strandline/formats/reaction_table.hpp>
#include <strandline/formats/table.hpp>

#include <map>
#include <utility>

namespace strandline::strain {

Error cost_twice(const CostRow& row, const Place& first) {
    return Error::input("strain.cost", "a second cost of '{}'", row.id)
        .at(row.place)
        .also_at(first)
        .expected("one cost each")
        .mend("remove one of the two rows");
}

Result<std::vector<CostRow>> read_costs(const Source& source) {
    STRANDLINE_TRY(auto table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t id, table.column("id"));
    STRANDLINE_TRY(const std::size_t cost, table.column("cost"));
    std::vector<CostRow> made;
    std::map<std::string, Place, std::less<>> first;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return made;
        CostRow row{std::string(table.text(id)), 0, table.place(id)};
        STRANDLINE_TRY(row.cost, table.number(cost));
        if (!formats::is_cost(row.cost))
            return fail(Error::input("strain.cost", "{} cost of '{}'",
                                     row.cost < 0 ? "a negative" : "an extreme", row.id)
                            .at(table.place(cost))
                            .expected("{}", formats::costs_are)
                            .found("{}", table.text(cost)));
        const auto [known, is_new] = first.emplace(row.id, row.place);
        if (!is_new) return fail(cost_twice(row, known->second));
        made.push_back(std::move(row));
    }
}

}  // namespace strandline::strain
