#include <strandline/formats/outside_calls.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PgxOutsideCall;
using Member = std::string PgxOutsideCall::*;

constexpr std::pair<std::string_view, Member> columns[] = {
    {"gene", &PgxOutsideCall::gene},
    {"diplotype", &PgxOutsideCall::diplotype},
    {"phenotype", &PgxOutsideCall::phenotype},
    {"activity_score", &PgxOutsideCall::activity_score},
    {"sample", &PgxOutsideCall::sample}};

bool is_header(const std::vector<std::string_view>& cells) {
    return std::ranges::any_of(cells, [](std::string_view cell) { return trim(cell) == "gene"; });
}

Result<std::vector<Member>> read_header(const LineReader& in, const std::vector<std::string_view>& cells) {
    std::vector<Member> members;
    for (const std::string_view cell : cells) {
        const auto known = std::ranges::find(columns, trim(cell), [](const auto& of) { return of.first; });
        if (known == std::end(columns) || std::ranges::find(members, known->second) != members.end())
            return fail(Error::input("outside.column", "a column that calls of genes do not have, or twice")
                            .at(in.place_of(cell))
                            .expected("some of gene, diplotype, phenotype, activity_score, sample, each once")
                            .found("'{}'", cell)
                            .mend("name the column as above, or leave it out"));
        members.push_back(known->second);
    }
    return members;
}

std::vector<Member> without_header() {
    std::vector<Member> members;
    for (const auto& [name, member] : columns)
        if (name != "sample") members.push_back(member);
    return members;
}

Result<PgxOutsideCall> read_call(const LineReader& in, const std::vector<std::string_view>& cells,
                                 const std::vector<Member>& members) {
    if (cells.size() < 2 || cells.size() > members.size())
        return fail(
            Error::input("outside.cells", "a call of a gene has {}", counted(cells.size(), "cell"))
                .at(in.place())
                .expected("2 to {} cells with tabs between: gene, then what is told of it", members.size())
                .found("{}", counted(cells.size(), "cell"))
                .mend("write for example: CYP2D6, a tab, *1/*4"));
    PgxOutsideCall call{.line = in.number()};
    for (std::size_t i = 0; i < cells.size(); ++i) call.*members[i] = trim(cells[i]);
    if (call.gene.empty())
        return fail(Error::input("outside.gene", "a call without a gene")
                        .at(in.place())
                        .expected("the gene's symbol")
                        .found("an empty cell")
                        .mend("name the gene, such as CYP2D6"));
    if (call.diplotype.empty() && call.phenotype.empty() && call.activity_score.empty())
        return fail(Error::input("outside.empty", "nothing is told of {}", call.gene)
                        .at(in.place())
                        .expected("a diplotype, a phenotype or an activity score")
                        .found("empty cells")
                        .mend("remove the line, or tell one of them"));
    return call;
}

}  // namespace

Result<std::vector<PgxOutsideCall>> read_outside_calls(const Source& source) {
    std::vector<PgxOutsideCall> calls;
    std::vector<Member> members;
    LineReader in(source);
    while (in.next()) {
        if (in.line().starts_with('#') || trim(in.line()).empty()) continue;
        const std::vector<std::string_view> cells = split(in.line(), '\t');
        if (members.empty()) {
            if (is_header(cells)) {
                STRANDLINE_TRY(members, read_header(in, cells));
                continue;
            }
            members = without_header();
        }
        STRANDLINE_TRY(PgxOutsideCall call, read_call(in, cells, members));
        calls.push_back(std::move(call));
    }
    STRANDLINE_CHECK(in.status());
    return calls;
}

}  // namespace strandline::formats
