#include <strandline/formats/therapy.hpp>

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>
#include <strandline/formats/settings.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Therapy;
using domain::TherapyDrug;
using domain::TherapyRequirement;
using domain::Waiver;
using Kind = TherapyRequirement::Kind;

constexpr std::array kinds = {
    std::pair(std::string_view("must"), Kind::must), std::pair(std::string_view("must_not"), Kind::must_not),
    std::pair(std::string_view("dose"), Kind::dose), std::pair(std::string_view("test"), Kind::test),
    std::pair(std::string_view("go"), Kind::go)};

Waiver read_waiver(const SettingsTable& table, std::string_view name, std::string_view otherwise) {
    const std::string word = table.choice_or(name, otherwise, {"test first", "caution", "allow"});
    return word == "test first" ? Waiver::test_first : word == "caution" ? Waiver::caution : Waiver::allow;
}

/// A text that is there has words in it.
std::string words(const SettingsTable& table, std::string_view name) {
    std::string text = table.text(name);
    if (table.has(name) && trim(text).empty())
        table.refuse(
            Error::input("therapy.empty", "{} has no words", name).at(table.place(name)).expected("words"));
    return text;
}

std::vector<std::string> keys_of(const Therapy& therapy) {
    std::vector<std::string> keys;
    for (const auto& source : therapy.sources) keys.push_back(source.key);
    return keys;
}

std::size_t read_source(const SettingsTable& table, const Therapy& therapy) {
    const std::vector<std::string> keys = keys_of(therapy);
    const std::string key = table.text("source");
    const auto found = std::ranges::find(keys, key);
    if (found != keys.end()) return static_cast<std::size_t>(found - keys.begin());
    if (!key.empty())
        table.refuse(Error::input("therapy.source", "there is no [source.{}]", printable(key))
                         .at(table.place("source"))
                         .expected("a source of this file")
                         .mend("add [source.{}] with title, and pmid or url", printable(key))
                         .candidates(nearest(key, keys)));
    return 0;
}

std::vector<domain::GeneCondition> read_when(const SettingsTable& requirement) {
    std::vector<domain::GeneCondition> made;
    const SettingsTable when = requirement.table("when");
    for (const std::string& gene : when.names()) {
        domain::GeneCondition condition{.gene = gene, .any_of = {}, .place = when.place(gene)};
        const std::vector<std::string> texts = when.texts(gene);
        for (const std::string& text : texts) {
            auto word = parse_result_word(text);
            if (word)
                condition.any_of.push_back(std::move(*word));
            else
                when.refuse(std::move(word.error()).at(when.place(gene)));
        }
        if (texts.empty())
            when.refuse(Error::input("therapy.empty", "{} has no results to compare with", gene)
                            .at(when.place(gene))
                            .expected("results, as [\"Poor Metabolizer\"]"));
        made.push_back(std::move(condition));
    }
    if (made.empty() && requirement.has("when"))
        requirement.refuse(Error::input("therapy.empty", "the requirement has no gene")
                               .at(requirement.place("when"))
                               .expected("when = {{ GENE = [\"Poor Metabolizer\"] }}"));
    return made;
}

void read_dose(const SettingsTable& table, TherapyRequirement& into) {
    if (table.has("factor")) {
        const std::vector<double> factors = table.quantities("factor", "1", not_negative);
        if (!factors.empty() && factors.size() <= 2 && factors.front() <= factors.back()) {
            into.least_factor = factors.front();
            into.most_factor = factors.back();
        } else {
            table.refuse(Error::input("therapy.dose", "the factor is not one of a dose")
                             .at(table.place("factor"))
                             .expected("a share of the usual dose, [0.5], or from and to, [0.3, 0.8]"));
        }
    }
    if (!table.has("dose")) return;
    into.dose = table.text("dose");
    const auto quantity = parse_quantity(into.dose);
    const auto unit = quantity ? Unit::parse(quantity->unit) : Result<Unit>(fail(quantity.error()));
    if (!unit || quantity->unit.empty())
        table.refuse(Error::input("therapy.dose", "'{}' is no dose", printable(into.dose))
                         .at(table.place("dose"))
                         .expected("a number and its unit in UCUM, as \"5 mg/kg\"")
                         .found("{}", !quantity                ? quantity.error().what()
                                      : quantity->unit.empty() ? "no unit"
                                                               : unit.error().what()));
}

TherapyRequirement read_requirement(Kind kind, const SettingsTable& table, const Therapy& therapy) {
    TherapyRequirement made{.kind = kind, .when = read_when(table), .place = table.place()};
    made.action = kind == Kind::go ? table.text_or("do", "") : words(table, "do");
    if (kind == Kind::dose) read_dose(table, made);
    made.strength = table.text_or("strength", "");
    made.source = read_source(table, therapy);
    return made;
}

TherapyDrug read_drug(const std::string& name, const SettingsTable& table, const Therapy& therapy,
                      std::string_view without_result) {
    TherapyDrug made{.name = name, .role = words(table, "role"), .place = table.place()};
    made.is_required = table.flag_or("required", true);
    made.without_result = read_waiver(table, "without_result", without_result);
    for (const auto& [word, kind] : kinds)
        for (const SettingsTable& requirement : table.tables(word))
            made.requirements.push_back(read_requirement(kind, requirement, therapy));
    if (table.has("no_requirement")) made.no_requirement = words(table, "no_requirement");
    const bool says_none = table.has("no_requirement");
    if (made.requirements.empty() != says_none)
        table.refuse(
            Error::input("therapy.empty", "{} {}", name,
                         says_none ? "has requirements and a reason for having none"
                                   : "has neither requirements nor a reason for having none")
                .at(table.place())
                .expected("[[drug.{}.must_not]] and others, or else no_requirement = \"why\"", name));
    return made;
}

void read_alternatives(const SettingsTable& table, const std::vector<std::string>& names, TherapyDrug& drug) {
    for (const std::string& name : table.texts("alternatives")) {
        const auto found = std::ranges::find(names, name);
        if (name == drug.name)
            table.refuse(Error::input("therapy.alternative", "{} is no alternative to itself", drug.name)
                             .at(table.place("alternatives"))
                             .expected("other drugs of this file"));
        else if (found == names.end())
            table.refuse(
                Error::input("therapy.alternative", "{} is no alternative to {}", printable(name), drug.name)
                    .at(table.place("alternatives"))
                    .expected("other drugs of this file")
                    .mend("add [drug.{}], so that it is judged as well", printable(name))
                    .candidates(nearest(name, names)));
        else
            drug.alternatives.push_back(static_cast<std::size_t>(found - names.begin()));
    }
}

void read_sources(const SettingsTable& root, Therapy& therapy) {
    for (const auto& [key, table] : root.named_tables("source")) {
        therapy.sources.push_back({.key = key,
                                   .title = words(table, "title"),
                                   .pmid = table.text_or("pmid", ""),
                                   .url = table.text_or("url", ""),
                                   .version = table.text_or("version", "")});
        if (therapy.sources.back().pmid.empty() && therapy.sources.back().url.empty())
            table.refuse(Error::input("therapy.source", "where [source.{}] can be read is not told", key)
                             .at(table.place())
                             .expected("pmid or url"));
    }
}

}  // namespace

Result<Therapy> read_therapy(const Source& source) {
    STRANDLINE_TRY(const SettingsDocument file, SettingsDocument::read(source));
    const SettingsTable root = file.root(), head = root.table("therapy");
    Therapy made;
    made.title = words(head, "title");
    const std::string without =
        head.choice_or("without_result", "test first", {"test first", "caution", "allow"});
    made.assumed = read_waiver(head, "assumed", "caution");
    read_sources(root, made);
    const auto drugs = root.named_tables("drug");
    std::vector<std::string> names;
    for (const auto& [name, table] : drugs) names.push_back(name);
    for (const auto& [name, table] : drugs) {
        made.drugs.push_back(read_drug(name, table, made, without));
        read_alternatives(table, names, made.drugs.back());
    }
    if (made.drugs.empty())
        root.refuse(Error::input("therapy.empty", "the therapy has no drugs").expected("[drug.NAME] tables"));
    STRANDLINE_CHECK(file.finish());
    return made;
}

}  // namespace strandline::formats
