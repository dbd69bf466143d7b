#include "pgx/gene_answer.hpp"
#include "pgx/json_text.hpp"
#include "pgx/position_name.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

/// Between the parts of a list in a cell, as PharmCAT's tables have it.
constexpr std::string_view between = ";;";

/// Parts of a text, a separator between two.
class Parts {
public:
    Parts(std::string& to, std::string_view separator) : to_(to), separator_(separator) {}
    std::string& next() {
        if (any_) to_ += separator_;
        any_ = true;
        return to_;
    }

private:
    std::string& to_;
    std::string_view separator_;
    bool any_ = false;
};

void append_diplotypes(const GeneCall& call, std::string& to) {
    Parts parts(to, between);
    for (const DiplotypeCall& diplotype : call.diplotypes) {
        (parts.next() += diplotype.name) += '=';
        append_number(diplotype.score, to);
    }
}

template <class Each, class Text>
void append_each(const std::vector<Each>& all, std::string& to, Text text,
                 std::string_view separator = between) {
    Parts parts(to, separator);
    for (const Each& each : all) parts.next() += text(each);
}

/// The cells of one row.
class Cells {
public:
    explicit Cells(std::string& row) : row_(row), begin_(row.size()) {}
    /// A cell must not break the table, whatever an outside call brings along.
    void end_cell() {
        end_last_cell();
        row_ += '\t';
        begin_ = row_.size();
    }
    void end_last_cell() {
        for (std::size_t i = begin_; i < row_.size(); ++i)
            if (row_[i] == '\t' || row_[i] == '\n' || row_[i] == '\r') row_[i] = ' ';
    }

private:
    std::string& row_;
    std::size_t begin_;
};

bool is_told_before(const std::vector<DiplotypeMeaning>& meanings, std::size_t i) {
    return std::any_of(meanings.begin(), meanings.begin() + static_cast<std::ptrdiff_t>(i),
                       [&](const DiplotypeMeaning& other) { return other.reason == meanings[i].reason; });
}

}  // namespace

void GeneAnswerer::append_evidence(const GeneAnswer& answer, std::string& to) const {
    Parts parts(to, "; ");
    const bool by_outside = answer.phenotype.origin == CallOrigin::outside;
    if (by_outside)
        parts.next() += "outside call";
    else if (!answer.call)
        parts.next() += "not called: outside calls alone tell it";
    if (answer.call) {
        const GeneCall& call = *answer.call;
        parts.next() += "seen ";
        // What was assumed was not seen, though the matcher takes it so.
        const auto assumed = static_cast<std::int64_t>(call.assumed.size());
        append_number(std::max<std::int64_t>(call.seen - assumed, 0), to);
        to += " of ";
        append_number(static_cast<std::int64_t>(definition_->positions.size()), to);
        if (assumed > 0) {
            append_number(assumed, parts.next());
            to += " assumed as reference";
        }
        if (!call.called() && !by_outside) (parts.next() += "not called: ") += words(call.reason);
        if (call.called() && !call.phased && !call.effectively_phased) parts.next() += "unphased";
        for (const MatchWarning warning : call.warnings) parts.next() += words(warning);
        if (!call.undocumented.empty())
            (parts.next() += "undocumented allele at ") +=
                join(position_names(*definition_, call.undocumented), ", ");
        if (explains_ && !call.missing.empty())
            (parts.next() += "missing ") += join(position_names(*definition_, call.missing), ", ");
        if (explains_ && !call.assumed.empty())
            (parts.next() += "assumed reference at ") +=
                join(position_names(*definition_, call.assumed), ", ");
        for (const Decider& decider : answer.deciders)
            parts.next() +=
                format("{} would tell between {}", position_name(definition_->positions[decider.position]),
                       join(decider.answers, " or "));
    }
    for (const PhenotypeRemark remark : answer.phenotype.remarks) parts.next() += words(remark);
    const auto& meanings = answer.phenotype.recommended;
    if (answer.phenotype.origin == CallOrigin::none) return;
    for (std::size_t i = 0; i < meanings.size(); ++i)
        if (!meanings[i].reason.empty() && !is_told_before(meanings, i)) parts.next() += meanings[i].reason;
}

std::string GeneAnswerer::evidence(const GeneAnswer& answer) const {
    std::string text;
    append_evidence(answer, text);
    return text;
}

void GeneAnswerer::append_row(const GeneAnswer& answer, std::string& to) const {
    Cells cells(to);
    if (answer.call) append_diplotypes(*answer.call, to);
    cells.end_cell();
    static const GenePhenotype nothing;
    const GenePhenotype& told = answer.is_known() ? answer.phenotype : nothing;
    append_each(told.source, to, [](const auto& source) -> std::string_view { return source; });
    cells.end_cell();
    append_each(told.recommended, to,
                [](const auto& meaning) -> std::string_view { return meaning.diplotype; });
    cells.end_cell();
    append_each(told.recommended, to,
                [](const auto& meaning) -> std::string_view { return meaning.phenotype; });
    cells.end_cell();
    append_each(told.recommended, to, [](const auto& meaning) -> std::string_view {
        return meaning.activity_score.empty() ? "null" : std::string_view(meaning.activity_score);
    });
    cells.end_cell();
    append_each(told.recommended, to, [](const auto& meaning) { return join(meaning.lookup_keys, "; "); });
    cells.end_cell();
    append_number(answer.call ? static_cast<std::int64_t>(answer.call->missing.size()) : 0, to);
    cells.end_cell();
    append_number(answer.call ? static_cast<std::int64_t>(answer.call->assumed.size()) : 0, to);
    cells.end_cell();
    append_evidence(answer, to);
    cells.end_last_cell();
}

std::string GeneAnswerer::row(const GeneAnswer& answer) const {
    std::string text;
    append_row(answer, text);
    return text;
}

std::string_view words(NotCalled reason) {
    switch (reason) {
    case NotCalled::called:
        return "called";
    case NotCalled::not_asked:
        return "small variants alone do not tell it; give an outside call";
    case NotCalled::nothing_seen:
        return "no position was seen";
    case NotCalled::required_missing:
        return "a required position is missing";
    case NotCalled::undocumented:
        return "an allele is not documented";
    case NotCalled::partial:
        return "half of a genotype is missing";
    case NotCalled::ploidy:
        return "haploid at some positions, diploid at others";
    case NotCalled::no_match:
        return "no pair of named alleles explains the genotypes";
    case NotCalled::too_many:
        return "too many ways to pair the variants";
    }
    return "";
}

std::string_view words(MatchWarning warning) {
    switch (warning) {
    case MatchWarning::hapb3_exonic_only:
        return "HapB3 rests on rs56038477, as rs75017182 is missing";
    case MatchWarning::hapb3_intronic_mismatch_exonic:
        return "rs75017182 and rs56038477 of HapB3 do not agree";
    case MatchWarning::undocumented_as_reference:
        return "an allele that is not documented counts as reference";
    case MatchWarning::partial_as_missing:
        return "half a genotype counts as missing";
    }
    return "";
}

}  // namespace strandline::clinic
