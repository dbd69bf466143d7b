#include "therapy/match_words.hpp"
#include "research_notice.hpp"

#include "therapy/drug_verdict.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

namespace strandline::clinic {
namespace {

using domain::TherapyVerdict;
using Row = std::map<std::string, std::string, std::less<>>;

struct Chapter {
    TherapyVerdict verdict;
    std::string_view title;
};
constexpr std::array chapters = {Chapter{TherapyVerdict::avoid, "avoid"},
                                 Chapter{TherapyVerdict::unknown, "unknown: not before it is tested"},
                                 Chapter{TherapyVerdict::adjust, "adjust"},
                                 Chapter{TherapyVerdict::caution, "with caution"},
                                 Chapter{TherapyVerdict::go, "go"},
                                 Chapter{TherapyVerdict::no_rule, "no requirement in this therapy"}};

/// "a;;b" as lines of their own, or as one.
std::vector<std::string> parts_of(std::string_view cell) {
    constexpr std::string_view between = ";;";
    std::vector<std::string> parts;
    while (!cell.empty()) {
        const std::size_t end = cell.find(between);
        if (const std::string_view part = trim(cell.substr(0, end)); !part.empty()) parts.emplace_back(part);
        if (end == std::string_view::npos) break;
        cell.remove_prefix(end + between.size());
    }
    return parts;
}

void add_lines(const Row& row, std::string_view column, std::string_view before, std::string& page) {
    for (const std::string& part : parts_of(row.at(std::string(column))))
        page += format("      {}{}\n", before, part);
}

std::string words_of(const Row& row) {
    std::string page = format("    {}, for {}{}\n", row.at("drug"), row.at("role"),
                              row.at("required") == "yes" ? "" : " (not required)");
    add_lines(row, "result", "", page);
    add_lines(row, "action", "-> ", page);
    add_lines(row, "dose_factor", "-> times the usual dose: ", page);
    add_lines(row, "dose", "-> ", page);
    if (row.at("verdict") == words(TherapyVerdict::avoid) ||
        row.at("verdict") == words(TherapyVerdict::unknown))
        add_lines(row, "alternatives", "instead? ", page);
    add_lines(row, "uncertainty", "uncertain: ", page);
    if (row.at("verdict") != words(TherapyVerdict::no_rule)) add_lines(row, "source", "by ", page);
    return page;
}

std::string page_of(const std::string& sample, const std::vector<Row>& rows) {
    std::string page = printable(sample) + "\n";
    for (const Chapter& chapter : chapters) {
        std::string body;
        for (const Row& row : rows)
            if (row.at("verdict") == words(chapter.verdict)) body += words_of(row);
        if (!body.empty()) page += format("  {}\n{}", chapter.title, body);
    }
    return page + "\n";
}

}  // namespace

Result<void> write_match_words(const Source& table, Sink& sink) {
    STRANDLINE_TRY(formats::TableReader reader, formats::TableReader::open(table));
    std::string sample;
    std::vector<Row> rows;
    for (;;) {
        STRANDLINE_TRY(const bool more, reader.next());
        Row row;
        for (std::size_t i = 0; more && i < reader.columns().size(); ++i)
            row.emplace(reader.columns()[i], reader.text(i));
        if (!rows.empty() && (!more || row.at("sample") != sample)) {
            sink.write(page_of(sample, rows));
            rows.clear();
        }
        if (!more) break;
        sample = row.at("sample");
        rows.push_back(std::move(row));
    }
    sink.write(std::string(research_notice) + "\n");
    return sink.status();
}

}  // namespace strandline::clinic
