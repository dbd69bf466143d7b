#include "pgx/asked_files.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace strandline::clinic {
namespace {

using FileSet = std::vector<std::uint32_t>;  // rising

/// In which of the files each sample is.
struct FilesOfSamples {
    std::unordered_map<std::string, std::uint32_t> set_of;
    std::vector<FileSet> sets;

    void add(const std::vector<std::string>& samples, std::uint32_t file) {
        std::map<std::uint32_t, std::uint32_t> with_file;  // of each set, the one that has this file, too
        for (const std::string& sample : samples) {
            const auto [place, is_new] = set_of.try_emplace(sample, no_set);
            const auto [known, is_first] = with_file.try_emplace(place->second, 0);
            if (is_first) {
                FileSet longer = place->second == no_set ? FileSet() : sets[place->second];
                longer.push_back(file);
                known->second = static_cast<std::uint32_t>(sets.size());
                sets.push_back(std::move(longer));
            }
            place->second = known->second;
        }
    }

private:
    static constexpr std::uint32_t no_set = ~std::uint32_t{0};
};

/// Files of other batches that have samples of this one's files, but not its own.
std::set<std::uint32_t> lacking(const FileSet& own, const std::vector<FileSet>& batches) {
    std::set<std::uint32_t> made;
    for (const FileSet& other : batches) {
        FileSet shared, more;
        std::ranges::set_intersection(own, other, std::back_inserter(shared));
        std::ranges::set_difference(other, own, std::back_inserter(more));
        if (!shared.empty()) made.insert(more.begin(), more.end());
    }
    return made;
}

std::string names_of(const std::set<std::uint32_t>& which, std::span<const Source> files) {
    constexpr std::size_t most_named = 4;
    std::vector<std::string> names;
    for (const std::uint32_t file : which) {
        if (names.size() == most_named) break;
        names.push_back(printable(files[file].name()));
    }
    return join(names, ", ") +
           (which.size() > most_named ? format(" and {} more", which.size() - most_named) : "");
}

Result<void> tell_gaps(std::span<const Source> files, const std::vector<FileSet>& sets,
                       const std::vector<AskedFiles>& batches, bool absent_to_ref, Context& context) {
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const std::set<std::uint32_t> gap = lacking(sets[i], sets);
        if (gap.empty()) continue;
        const std::string who = counted(batches[i].samples.size(), "sample");
        const std::string has = printable(files[sets[i].front()].name());
        if (absent_to_ref)
            return fail(Error::input("clinic.sample.part", "not all files have the same samples")
                            .at({.file = files[*gap.begin()].name()})
                            .expected("every sample of {}: what is absent is taken as reference", has)
                            .found("{} of it without a column, '{}' the first", who,
                                   printable(batches[i].samples.front()))
                            .mend("choose those that all files have, with --samples, or leave "
                                  "--absent-to-ref out"));
        context.log(LogLevel::warning, format("{} of {} not in {}: no genotypes of the genes there", who,
                                              batches[i].samples.size() == 1 ? has + " is" : has + " are",
                                              names_of(gap, files)));
    }
    return {};
}

}  // namespace

Result<std::vector<AskedFiles>> asked_files(std::span<const Source> files,
                                            const std::vector<std::string>& wanted, bool absent_to_ref,
                                            Context& context) {
    FilesOfSamples known;
    std::vector<std::vector<std::string>> samples_of_file;
    // The reader itself tells a sample that a single file has not.
    formats::PgxReadSettings settings;
    if (files.size() == 1) settings.samples = wanted;
    for (std::uint32_t file = 0; file < files.size(); ++file) {
        STRANDLINE_TRY(const auto reader,
                       formats::PgxGenotypeReader::open(files.subspan(file, 1), {}, settings, context));
        known.add(reader.samples(), file);
        samples_of_file.push_back(reader.samples());
    }
    for (const std::string& sample : wanted)
        if (!known.set_of.contains(sample)) {
            std::vector<std::string> all;
            for (const auto& [name, set] : known.set_of) all.push_back(name);
            std::ranges::sort(all);
            return fail(Error::input("clinic.sample", "no file has a sample '{}'", printable(sample))
                            .expected("a sample of the files")
                            .found("'{}'", printable(sample))
                            .candidates(nearest(sample, all)));
        }
    std::vector<AskedFiles> made;
    std::vector<FileSet> sets;                      // of each batch
    std::map<std::uint32_t, std::size_t> batch_of;  // of each set
    for (std::uint32_t file = 0; file < files.size(); ++file)
        for (const std::string& sample : wanted.empty() ? samples_of_file[file] : wanted) {
            const std::uint32_t set = known.set_of.at(sample);
            if (known.sets[set].front() != file) continue;
            const auto [batch, is_new] = batch_of.try_emplace(set, made.size());
            if (is_new) {
                sets.push_back(known.sets[set]);
                AskedFiles& begun = made.emplace_back();
                for (const std::uint32_t part : known.sets[set]) begun.files.push_back(files[part]);
            }
            made[batch->second].samples.push_back(sample);
        }
    for (std::size_t i = 0; i < made.size(); ++i)
        made[i].has_all = wanted.empty() && std::ranges::all_of(sets[i], [&](std::uint32_t file) {
                              return samples_of_file[file].size() == made[i].samples.size();
                          });
    STRANDLINE_CHECK(tell_gaps(files, sets, made, absent_to_ref, context));
    return made;
}

}  // namespace strandline::clinic
