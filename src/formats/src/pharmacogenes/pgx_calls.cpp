#include <strandline/formats/pgx_calls.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PgxGeneResult;

constexpr std::string_view between = ";;";
constexpr std::array<std::string_view, 10> names = {
    "sample",         "gene",       "source_diplotype",  "recommendation_diplotype", "phenotype",
    "activity_score", "lookup_key", "missing_positions", "assumed_positions",        "evidence"};
enum Cell : std::size_t {
    sample,
    gene,
    source,
    diplotype,
    phenotype,
    score,
    key,
    missing,
    assumed,
    evidence
};

std::vector<std::string> parts_of(std::string_view list, std::string_view separator) {
    std::vector<std::string> parts;
    if (list.empty()) return parts;
    for (;;) {
        const std::size_t end = list.find(separator);
        parts.emplace_back(trim(list.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        list.remove_prefix(end + separator.size());
    }
}

class CallReader {
public:
    CallReader(TableReader& table, const std::array<std::size_t, names.size()>& columns)
        : table_(table), columns_(columns) {}

    std::string_view text(Cell cell) const { return table_.text(columns_[cell]); }
    Place place(Cell cell) const { return table_.place(columns_[cell]); }

    Result<PgxGeneResult> row() const {
        PgxGeneResult made{.gene = std::string(text(gene)), .source = parts_of(text(source), between)};
        STRANDLINE_TRY(made.missing_positions, count(missing));
        STRANDLINE_TRY(made.assumed_positions, count(assumed));
        made.evidence = std::string(text(evidence));
        STRANDLINE_CHECK(read_possible(made));
        return made;
    }

private:
    Result<std::int64_t> count(Cell cell) const {
        STRANDLINE_TRY(const std::int64_t value, table_.integer(columns_[cell]));
        if (value < 0)
            return fail(Error::input("pgx_calls.count", "a number of positions is below zero")
                            .at(place(cell))
                            .expected("0 or more")
                            .found("{}", value));
        return value;
    }

    /// Four lists of one length: an empty cell is a list of empty words.
    Result<void> read_possible(PgxGeneResult& into) const {
        constexpr std::array<Cell, 4> lists = {diplotype, phenotype, score, key};
        std::array<std::vector<std::string>, 4> parts;
        std::size_t most = 0;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            parts[i] = parts_of(text(lists[i]), between);
            most = std::max(most, parts[i].size());
        }
        for (std::size_t i = 0; i < lists.size(); ++i)
            if (!parts[i].empty() && parts[i].size() != most)
                return fail(Error::input("pgx_calls.lists", "{} has {}, another list of the row {}",
                                         names[lists[i]], counted(parts[i].size(), "answer"), most)
                                .at(place(lists[i]))
                                .expected("as many answers in each list, with {} between", between)
                                .found("{}", parts[i].size())
                                .mend("take the table as 'strandline clinic pgx' wrote it"));
        for (std::size_t i = 0; i < most; ++i) {
            const auto part = [&](std::size_t list) {
                return parts[list].empty() ? std::string() : parts[list][i];
            };
            into.possible.push_back({.diplotype = part(0),
                                     .phenotype = part(1),
                                     .activity_score = part(2) == "null" ? std::string() : part(2),
                                     .lookup_keys = parts_of(part(3), ";")});
        }
        return {};
    }

    TableReader& table_;
    const std::array<std::size_t, names.size()>& columns_;
};

/// Rows as they come, what they share kept once.
class CallGatherer {
public:
    Result<void> add(const CallReader& row, const std::set<std::string>& genes) {
        for (const Cell cell : {sample, gene})
            if (row.text(cell).empty())
                return fail(Error::input("pgx_calls.name", "a row without {}", names[cell])
                                .at(row.place(cell))
                                .expected("the {}", names[cell])
                                .found("an empty cell"));
        const auto [of, is_new] = number_.try_emplace(std::string(row.text(sample)), made_.samples.size());
        if (is_new) {
            made_.samples.push_back(of->first);
            made_.of_sample.emplace_back();
        }
        if (!genes.contains(std::string(row.text(gene)))) return {};
        std::vector<std::uint32_t>& results = made_.of_sample[of->second];
        for (const std::uint32_t other : results)
            if (made_.results[other].gene == row.text(gene))
                return fail(
                    Error::input("pgx_calls.twice", "{} of {} has two rows", row.text(gene), of->first)
                        .at(row.place(gene))
                        .expected("one row a sample and gene")
                        .mend("several possible answers stand in one row, with {} between", between));
        STRANDLINE_TRY(const std::uint32_t result, number_of(row));
        results.push_back(result);
        return {};
    }

    Result<domain::PgxCallTable> take(const Source& from) {
        if (made_.samples.empty())
            return fail(Error::input("pgx_calls.empty", "the table has no rows")
                            .at({.file = from.name()})
                            .expected("rows of samples and genes, as 'strandline clinic pgx' writes them"));
        for (auto& results : made_.of_sample)
            std::ranges::sort(results, {},
                              [&](std::uint32_t r) { return std::string_view(made_.results[r].gene); });
        return std::move(made_);
    }

private:
    Result<std::uint32_t> number_of(const CallReader& row) {
        std::string whole;
        for (std::size_t cell = gene; cell <= evidence; ++cell)
            whole.append(row.text(static_cast<Cell>(cell))).push_back('\t');
        const auto known = results_.find(whole);
        if (known != results_.end()) return known->second;
        STRANDLINE_TRY(PgxGeneResult result, row.row());
        const auto number = static_cast<std::uint32_t>(made_.results.size());
        made_.results.push_back(std::move(result));
        results_.emplace(std::move(whole), number);
        return number;
    }

    domain::PgxCallTable made_;
    std::unordered_map<std::string, std::size_t> number_;
    std::unordered_map<std::string, std::uint32_t> results_;
};

}  // namespace

Result<domain::PgxCallTable> read_pgx_calls(const Source& source, const std::set<std::string>& genes) {
    STRANDLINE_TRY(TableReader table, TableReader::open(source));
    std::array<std::size_t, names.size()> columns{};
    for (std::size_t i = 0; i < names.size(); ++i) { STRANDLINE_TRY(columns[i], table.column(names[i])); }
    const CallReader row(table, columns);
    CallGatherer gatherer;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return gatherer.take(source);
        STRANDLINE_CHECK(gatherer.add(row, genes));
    }
}

}  // namespace strandline::formats
