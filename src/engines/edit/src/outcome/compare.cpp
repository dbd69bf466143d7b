#include "outcome/compare.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::edit {
namespace {

Compared compared(std::string what, std::int64_t position, Share treated, Share control) {
    return {std::move(what),
            position,
            treated,
            control,
            newcombe(treated, control),
            fisher_exact(treated, control),
            1};
}

void adjust(std::span<Compared* const> rows) {
    std::vector<double> p;
    for (const Compared* row : rows) p.push_back(row->p);
    const std::vector<double> adjusted = benjamini_hochberg(p);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->p_adjusted = adjusted[i];
}

void adjust(std::vector<Compared>& rows) {
    std::vector<Compared*> pointers;
    for (Compared& row : rows) pointers.push_back(&row);
    adjust(pointers);
}

std::vector<Compared> compare_positions(const StoredAmplicon& treated, const StoredAmplicon& control) {
    std::vector<Compared> rows;
    for (std::size_t i = 0; i < treated.bases.size(); ++i)
        rows.push_back(compared("", static_cast<std::int64_t>(i), {treated.edited[i], treated.covered[i]},
                                {control.edited[i], control.covered[i]}));
    adjust(rows);
    return rows;
}

std::vector<Compared> compare_alleles(const StoredAmplicon& treated, const StoredAmplicon& control) {
    std::set<std::string> names;
    for (const auto& [name, reads] : treated.alleles) names.insert(name);
    for (const auto& [name, reads] : control.alleles) names.insert(name);
    const auto reads_of = [](const StoredAmplicon& sample, const std::string& name) {
        const auto found = sample.alleles.find(name);
        return Share{found == sample.alleles.end() ? 0 : found->second, sample.reads};
    };
    std::vector<Compared> rows;
    for (const std::string& name : names)
        rows.push_back(compared(name, 0, reads_of(treated, name), reads_of(control, name)));
    adjust(rows);
    std::ranges::stable_sort(rows, std::greater(),
                             [](const Compared& row) { return row.treated.count + row.control.count; });
    return rows;
}

Result<const StoredAmplicon*> same_amplicon(const StoredAmplicon& treated, const StoredSample& control) {
    std::vector<std::string> names;
    for (const StoredAmplicon& one : control.amplicons) {
        names.push_back(one.name);
        if (one.name != treated.name) continue;
        if (one.bases == treated.bases) return &one;
        return fail(
            Error::input("compare.bases", "the samples have different amplicons named '{}'", treated.name)
                .expected("the same bases in both, {} of them", treated.bases.size())
                .found("{}", one.bases.size() == treated.bases.size()
                                 ? "as many, and not the same"
                                 : format("{} in the control", one.bases.size()))
                .mend("measure both samples with the same amplicons"));
    }
    return fail(Error::input("compare.amplicon", "the control has no amplicon '{}'", treated.name)
                    .expected("the amplicons of the treated sample")
                    .found("{}", names.empty() ? "none" : join(names, ", "))
                    .candidates(nearest(treated.name, names))
                    .mend("measure both samples with the same amplicons"));
}

}  // namespace

Result<std::vector<AmpliconComparison>> compare(const StoredSample& treated, const StoredSample& control) {
    std::vector<AmpliconComparison> amplicons;
    for (const StoredAmplicon& one : treated.amplicons) {
        STRANDLINE_TRY(const StoredAmplicon* other, same_amplicon(one, control));
        amplicons.push_back(
            {one.name, one.bases,
             compared(one.name, 0, {one.modified, one.reads}, {other->modified, other->reads}),
             compare_positions(one, *other), compare_alleles(one, *other)});
    }
    std::vector<Compared*> modified;
    for (AmpliconComparison& one : amplicons) modified.push_back(&one.modified);
    adjust(modified);
    return amplicons;
}

Result<const StoredSample*> choose_sample(std::span<const StoredSample> samples, std::string_view asked,
                                          std::string_view option, std::string_view file) {
    std::vector<std::string> names;
    for (const StoredSample& one : samples) {
        names.push_back(one.name);
        if (one.name == asked || (asked.empty() && samples.size() == 1)) return &one;
    }
    if (samples.empty())
        return fail(Error::input("compare.no_sample", "the document has no sample")
                        .at({.file = std::string(file)})
                        .expected("at least one sample")
                        .found("none")
                        .mend("give the JSON document of a run with reads"));
    if (asked.empty())
        return fail(Error::input("compare.sample", "the document has several samples")
                        .at({.file = std::string(file)})
                        .expected("--{} with the name of one", option)
                        .found("{}", join(names, ", "))
                        .mend("say which is meant"));
    return fail(Error::input("compare.sample", "--{}: the document has no sample '{}'", option, asked)
                    .at({.file = std::string(file)})
                    .expected("the name of a sample")
                    .found("{}", join(names, ", "))
                    .candidates(nearest(asked, names))
                    .mend("write the name as the document has it"));
}

}  // namespace strandline::edit
