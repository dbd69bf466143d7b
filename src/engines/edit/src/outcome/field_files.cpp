#include "outcome/field_tables.hpp"

#include <strandline/base/text.hpp>

#include <set>

namespace strandline::edit {
namespace {

using Files = std::vector<FieldFile>;

void add_position_tables(Files& files, const std::string& prefix, const Amplicon& amplicon,
                         const Tally& tally) {
    const auto* a = &amplicon;
    const auto* t = &tally;
    const Range whole{0, static_cast<std::int64_t>(amplicon.bases.size())};
    const auto nucleotides = [=](Scale scale, Positions positions) {
        return [=](Sink& sink) { return write_nucleotides(sink, *a, *t, scale, positions); };
    };
    const auto modifications = [=](Positions positions) {
        return [=](Sink& sink) { return write_modification_counts(sink, *a, *t, positions); };
    };
    files.push_back({prefix + "Nucleotide_frequency_table.txt", nucleotides(Scale::reads, Positions::all)});
    files.push_back(
        {prefix + "Nucleotide_percentage_table.txt", nucleotides(Scale::percent, Positions::all)});
    files.push_back({prefix + "Quantification_window_nucleotide_frequency_table.txt",
                     nucleotides(Scale::reads, Positions::window)});
    files.push_back({prefix + "Quantification_window_nucleotide_percentage_table.txt",
                     nucleotides(Scale::percent, Positions::window)});
    files.push_back({prefix + "Modification_count_vectors.txt", modifications(Positions::all)});
    files.push_back(
        {prefix + "Quantification_window_modification_count_vectors.txt", modifications(Positions::window)});
    files.push_back({prefix + "Substitution_frequency_table.txt",
                     [=](Sink& sink) { return write_substitutions(sink, *a, *t, whole); }});
}

void add_histograms(Files& files, const std::string& prefix, const Tally& tally) {
    const auto add = [&](const char* name, const Histogram& histogram, const char* column) {
        const auto* h = &histogram;
        files.push_back({prefix + name, [=](Sink& sink) { return write_histogram(sink, *h, column); }});
    };
    add("Insertion_histogram.txt", tally.insertion_sizes, "ins_size");
    add("Deletion_histogram.txt", tally.deletion_sizes, "del_size");
    add("Substitution_histogram.txt", tally.substitution_counts, "sub_count");
    add("Indel_histogram.txt", tally.indel_sizes, "indel_size");
}

void add_effects(Files& files, const std::string& prefix, const Tally& tally) {
    const auto add = [&](const char* kind, const std::vector<std::int64_t>& row) {
        const auto* r = &row;
        const auto* t = &tally;
        files.push_back({prefix + format("Effect_vector_{}.txt", kind),
                         [=](Sink& sink) { return write_effect_vector(sink, *r, *t, "effect"); }});
    };
    add("insertion", tally.all.insertions);
    add("deletion", tally.all.deletions);
    add("substitution", tally.all.substitutions);
    add("combined", tally.all.any);
}

void add_guide_tables(Files& files, const std::string& prefix, const OutcomeView& view, std::size_t index,
                      const AmpliconGuide& guide, const FieldSettings& settings) {
    const Amplicon* amplicon = &view.amplicons[index];
    const Range part = around_cut(*amplicon, guide, settings.flank);
    const OutcomeView* v = &view;
    const Tally* t = &view.tallies[index];
    const AmpliconGuide* g = &guide;
    const std::string suffix = "_around_sgRNA_" + guide.spacer + ".txt";
    files.push_back({prefix + "Alleles_frequency_table" + suffix,
                     [=](Sink& sink) { return write_alleles_around(sink, *v, index, part); }});
    files.push_back({prefix + "Substitution_frequency_table" + suffix,
                     [=](Sink& sink) { return write_substitutions(sink, *amplicon, *t, part); }});
    if (!settings.base_editing) return;
    const char from = settings.conversion.from;
    files.push_back({prefix + "Selected_nucleotide_frequency_table" + suffix, [=](Sink& sink) {
                         return write_selected_nucleotides(sink, *amplicon, *t, *g, part, from, Scale::reads);
                     }});
    files.push_back({prefix + "Selected_nucleotide_percentage_table" + suffix, [=](Sink& sink) {
                         return write_selected_nucleotides(sink, *amplicon, *t, *g, part, from,
                                                           Scale::percent);
                     }});
}

/// "" for a single amplicon; names that become equal as file names are told apart by number.
std::vector<std::string> prefixes(std::span<const Amplicon> amplicons) {
    if (amplicons.size() == 1) return {""};
    std::vector<std::string> made;
    std::set<std::string> taken;
    for (const Amplicon& amplicon : amplicons) {
        std::string name = file_name_part(amplicon.name);
        for (int number = 2; !taken.insert(name).second; ++number)
            name = format("{}_{}", file_name_part(amplicon.name), number);
        made.push_back(name + ".");
    }
    return made;
}

}  // namespace

std::vector<FieldFile> field_files(const OutcomeView& view, const FieldSettings& settings) {
    const OutcomeView* v = &view;
    Files files;
    files.push_back({"CRISPResso_mapping_statistics.txt",
                     [=](Sink& sink) { return write_mapping_statistics(sink, *v); }});
    files.push_back({"CRISPResso_quantification_of_editing_frequency.txt",
                     [=](Sink& sink) { return write_editing_frequency(sink, *v); }});
    files.push_back(
        {"Alleles_frequency_table.txt", [=](Sink& sink) { return write_alleles_frequency(sink, *v); }});
    files.push_back({"SAMPLES_QUANTIFICATION_SUMMARY.txt",
                     [=](Sink& sink) { return write_samples_summary(sink, std::span(v, 1)); }});
    const std::vector<std::string> prefix = prefixes(view.amplicons);
    for (std::size_t i = 0; i < view.amplicons.size(); ++i) {
        const Amplicon& amplicon = view.amplicons[i];
        const Tally& tally = view.tallies[i];
        add_position_tables(files, prefix[i], amplicon, tally);
        add_histograms(files, prefix[i], tally);
        add_effects(files, prefix[i], tally);
        std::set<std::string> spacers;
        for (const AmpliconGuide& guide : amplicon.guides)
            if (spacers.insert(guide.spacer).second)
                add_guide_tables(files, prefix[i], view, i, guide, settings);
        if (!amplicon.coding.empty()) {
            const Tally* t = &tally;
            files.push_back({prefix[i] + "Frameshift_analysis.txt",
                             [=](Sink& sink) { return write_frameshift(sink, *t); }});
        }
    }
    return files;
}

}  // namespace strandline::edit
