#include <strandline/clinic/phenotype.hpp>

#include "phenotype/activity_score.hpp"
#include "phenotype/hla_typing.hpp"
#include "phenotype/star_notation.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::DiplotypePhenotype;
using domain::PgxOutsideCall;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> abbreviations = {
    {{"PM", "Poor Metabolizer"},
     {"IM", "Intermediate Metabolizer"},
     {"NM", "Normal Metabolizer"},
     {"EM", "Normal Metabolizer"},
     {"RM", "Rapid Metabolizer"},
     {"UM", "Ultrarapid Metabolizer"}}};

std::string phenotype_in_full(const std::string& told, const domain::PhenotypeTable* table) {
    for (const auto& [brief, full] : abbreviations)
        if (upper(told) == brief) return std::string(full);
    if (table)
        for (const DiplotypePhenotype& result : table->results)
            if (lower(result.phenotype) == lower(told)) return result.phenotype;
    return told;
}

void remark(GenePhenotype& into, PhenotypeRemark what) {
    if (std::ranges::find(into.remarks, what) == into.remarks.end()) into.remarks.push_back(what);
}

}  // namespace

std::size_t GenePhenotyper::order_of(const std::string& allele) const {
    const auto found = order_.find(allele);
    return found == order_.end() ? order_.size() : found->second;
}

/// As the tables or the definition write it, where they know it: (wildtype) is (reference), m. may be left
/// out.
std::optional<std::string> GenePhenotyper::known_name(std::string_view name) const {
    std::string tried(trim(name));
    if (order_.contains(tried) || index_.contains(tried)) return tried;
    constexpr std::string_view wildtype = "(wildtype)";
    if (const std::size_t at = tried.find(wildtype); at != std::string::npos)
        tried.replace(at, wildtype.size(), "(reference)");
    else
        tried = "m." + tried;
    if (order_.contains(tried) || index_.contains(tried)) return tried;
    return named_with_another(trim(name));
}

/// "c.1905+1G>A" and "*2A" are both "c.1905+1G>A (*2A)".
std::optional<std::string> GenePhenotyper::named_with_another(std::string_view name) const {
    constexpr std::size_t shortest = 3;  // "(C)" is a base
    if (name.size() < shortest) return std::nullopt;
    const std::string first = format("{} (", name), second = format(" ({})", name);
    std::optional<std::string> found;
    for (const auto& [known, place] : order_) {
        if (!known.starts_with(first) && !known.ends_with(second)) continue;
        if (found) return std::nullopt;
        found = known;
    }
    return found;
}

/// A diplotype of alleles that are known by these names.
bool GenePhenotyper::add_known(const std::string& text, GenePhenotype& into) const {
    NamedDiplotype diplotype;
    for (const std::string_view strand : split(text, '/')) {
        auto name = known_name(strand);
        if (!name) return false;
        diplotype.strands.push_back(std::move(*name));
    }
    if (diplotype.strands.size() > 2) return false;
    std::ranges::stable_sort(diplotype.strands, [&](const std::string& one, const std::string& other) {
        return one.starts_with('*') ? told_before(one, other) : order_of(one) < order_of(other);
    });
    const GenePhenotype made = of_names({.diplotypes = {diplotype}});
    into.source.insert(into.source.end(), made.source.begin(), made.source.end());
    into.recommended.insert(into.recommended.end(), made.recommended.begin(), made.recommended.end());
    return true;
}

/// Two strands whose scores add up: copies and hybrids that the table has no pair of.
DiplotypeMeaning GenePhenotyper::meaning_of_scores(const std::vector<std::string>& strands,
                                                   const std::vector<std::string>& scores) const {
    ActivityScore sum;
    for (const std::string& text : scores) {
        const auto score = ActivityScore::parse(text);
        if (!score)
            return without_entry(join(strands, "/"), strands, "the activity of an allele is not known");
        sum = sum + *score;
    }
    const DiplotypePhenotype* result = phenotype_of_score(*table_, sum);
    if (!result)
        return without_entry(join(strands, "/"), strands,
                             format("the table has no phenotype for the score {}", sum.text()));
    return {.diplotype = join(strands, "/"),
            .alleles = strands,
            .phenotype = result->phenotype,
            .activity_score = sum.text(),
            .lookup_keys = {result->lookup_key}};
}

/// One strand by the table: its name there, and what each of its copies contributes.
struct GenePhenotyper::StrandMeaning {
    std::string as_told, name;
    std::vector<std::string> scores;
    std::string unknown;  // an allele that the table does not have
};

GenePhenotyper::StrandMeaning GenePhenotyper::meaning_of_strand(std::span<const StarCopies> strand) const {
    StrandMeaning made;
    for (const StarCopies& copies : strand) {
        std::string name = copies.text();
        if (!made.as_told.empty()) made.as_told += '+';
        made.as_told += name;
        // "*1x3" is an allele of the table as "*1x≥3".
        for (int bin = copies.copies; bin >= 2 && !index_.contains(name); --bin)
            if (const std::string open = format("{}x≥{}", copies.allele, bin); index_.contains(open))
                name = open;
        if (!made.name.empty()) made.name += '+';
        made.name += name;
        if (const auto* function = function_of(name)) {
            made.scores.push_back(function->activity);
        } else if (const auto* one = function_of(copies.allele)) {
            auto score = ActivityScore::parse(one->activity);
            if (score) *score = {score->value * copies.copies, copies.at_least || score->at_least};
            made.scores.push_back(score ? score->text() : one->activity);
        } else {
            made.unknown = copies.allele;
        }
    }
    return made;
}

/// Two strands by their pair in the table; by the sum of their scores where it has none.
DiplotypeMeaning GenePhenotyper::meaning_of_strands(const std::vector<StrandMeaning>& strands) const {
    std::vector<std::string> names, scores;
    std::string unknown;
    bool in_table = true;
    for (const StrandMeaning& strand : strands) {
        names.push_back(strand.name);
        scores.insert(scores.end(), strand.scores.begin(), strand.scores.end());
        if (!strand.unknown.empty()) unknown = strand.unknown;
        in_table = in_table && index_.contains(strand.name);
    }
    if (!unknown.empty())
        return without_entry(join(names, "/"), names,
                             order_.contains(unknown) ? format("the table of {} has no {}", gene_, unknown)
                                                      : format("{} has no allele {}", gene_, unknown));
    if (names.size() != 2) return without_entry(join(names, "/"), names, "one of two strands is not told");
    if (in_table || !has_scores_) return meaning_of({.strands = names});
    return meaning_of_scores(names, scores);
}

void GenePhenotyper::add_stars(const std::string& text, GenePhenotype& into) const {
    const StarReading reading = read_stars(text);
    if (reading.possible.empty()) {
        into.source.push_back(text);
        into.recommended.push_back(without_entry(text, {}, reading.reason));
    }
    for (const std::vector<StarStrand>& diplotype : reading.possible) {
        std::vector<StrandMeaning> strands;
        for (const StarStrand& strand : diplotype) {
            strands.push_back(meaning_of_strand(strand));
            for (const StarCopies& copies : strand)
                if (!copies.suballele.empty()) remark(into, PhenotypeRemark::suballele_as_allele);
        }
        std::ranges::stable_sort(strands, told_before, &StrandMeaning::as_told);
        std::vector<std::string> as_told;
        for (const StrandMeaning& strand : strands) as_told.push_back(strand.as_told);
        into.source.push_back(join(as_told, "/"));
        into.recommended.push_back(meaning_of_strands(strands));
    }
}

/// HLA: whether the alleles that guidelines ask for are among those typed. None is negative but by a typing
/// that leaves no room for it.
void GenePhenotyper::add_presence(const std::string& text, GenePhenotype& into) const {
    const HlaTyping typing = read_hla_typing(gene_, text);
    if (typing.was_shortened) remark(into, PhenotypeRemark::suballele_as_allele);
    DiplotypeMeaning made{
        .diplotype = typing.unread.empty() && !typing.alleles.empty() ? join(typing.alleles, "/") : text,
        .alleles = typing.alleles};
    for (const std::string& asked : present_alleles_) {
        if (const auto is_there = typing.has(asked))
            made.lookup_keys.push_back(asked + (*is_there ? " positive" : " negative"));
        else if (made.reason.empty())
            made.reason = typing.reason(asked);
    }
    if (made.reason.empty() && typing.alleles.size() == 1 && !typing.has_statements)
        made.reason = "one allele is told and taken as that of both strands";
    if (made.lookup_keys.empty()) made.lookup_keys = {"No Result"};
    made.phenotype = join(made.lookup_keys, ", ");
    into.source.push_back(made.diplotype);
    into.recommended.push_back(std::move(made));
}

/// Phenotype and score as told with the call, which go before those of the alleles.
void GenePhenotyper::take_told(const PgxOutsideCall& call, DiplotypeMeaning& meaning,
                               GenePhenotype& into) const {
    const std::string phenotype =
        call.phenotype.empty() ? std::string() : phenotype_in_full(call.phenotype, table_);
    const auto score = ActivityScore::parse(call.activity_score);
    const DiplotypePhenotype* of_score = score && table_ ? phenotype_of_score(*table_, *score) : nullptr;
    const std::string told = !phenotype.empty() ? phenotype : of_score ? of_score->phenotype : std::string();
    const bool differs =
        meaning.reason.empty() && !meaning.diplotype.empty() &&
        (told != meaning.phenotype || (score && has_scores_ && score->text() != meaning.activity_score));
    if (differs) remark(into, PhenotypeRemark::told_phenotype_differs);
    meaning.reason.clear();
    meaning.phenotype = told;
    meaning.lookup_keys.clear();
    if (!call.activity_score.empty() && !score) {
        meaning.reason = format("'{}' is no activity score", call.activity_score);
    } else if (score && has_scores_) {
        meaning.activity_score = score->text();
        if (of_score && of_score->phenotype == told)
            meaning.lookup_keys = {of_score->lookup_key};
        else
            meaning.reason =
                of_score ? format("a score of {} is {}, not {}", score->text(), of_score->phenotype, told)
                         : format("the table has no phenotype for the score {}", score->text());
    } else if (has_scores_) {
        // Every score that this phenotype may rest on: guidelines are looked up by scores.
        meaning.activity_score = "n/a";
        for (const DiplotypePhenotype& result : table_->results)
            if (result.phenotype == told) meaning.lookup_keys.push_back(result.lookup_key);
        if (meaning.lookup_keys.empty()) meaning.reason = format("{} has no phenotype '{}'", gene_, told);
    } else {
        meaning.lookup_keys = {told};
        if (table_ &&
            std::ranges::find(table_->results, told, &DiplotypePhenotype::phenotype) == table_->results.end())
            meaning.reason = format("{} has no phenotype '{}'", gene_, told);
    }
}

void GenePhenotyper::add_outside(const PgxOutsideCall& call, GenePhenotype& into) const {
    const std::size_t before = into.recommended.size();
    if (call.diplotype.empty()) {
        DiplotypeMeaning& made = into.recommended.emplace_back();
        take_told(call, made, into);
        into.source.push_back(made.activity_score.empty() || made.activity_score == "n/a"
                                  ? made.phenotype
                                  : format("{} ({})", made.phenotype, made.activity_score));
        return;
    }
    if (!table_ && !present_alleles_.empty())
        add_presence(call.diplotype, into);
    else if (!add_known(call.diplotype, into))
        add_stars(call.diplotype, into);
    if (call.phenotype.empty() && call.activity_score.empty()) return;
    for (std::size_t i = before; i < into.recommended.size(); ++i) take_told(call, into.recommended[i], into);
}

GenePhenotype GenePhenotyper::of_outside(std::span<const PgxOutsideCall> calls) const {
    std::vector<const PgxOutsideCall*> ordered;
    for (const PgxOutsideCall& call : calls) ordered.push_back(&call);
    std::ranges::stable_sort(ordered, told_before, &PgxOutsideCall::diplotype);
    GenePhenotype made{.gene = gene_, .origin = CallOrigin::outside};
    const auto is_same = [](const PgxOutsideCall* one, const PgxOutsideCall* other) {
        return std::tie(one->diplotype, one->phenotype, one->activity_score) ==
               std::tie(other->diplotype, other->phenotype, other->activity_score);
    };
    for (auto call = ordered.begin(); call != ordered.end(); ++call)
        if (std::none_of(ordered.begin(), call, [&](const auto* before) { return is_same(before, *call); }))
            add_outside(**call, made);
    return made;
}

}  // namespace strandline::clinic
