#include "records.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace strandline::formats {

Result<PgxSamples> choose_samples(const std::vector<std::string>& in_file,
                                  const std::vector<std::string>& wanted, const std::string& file) {
    PgxSamples chosen;
    chosen.in_file = in_file.size();
    if (in_file.empty())
        return fail(Error::input("clinic.no_samples", "the file has no samples")
                        .at({.file = file, .record = "header"})
                        .expected("FORMAT and a column for each sample")
                        .found("sites only")
                        .mend("give the file with genotypes; bcftools view -G takes them off"));
    std::unordered_map<std::string_view, std::uint32_t> places;
    for (std::uint32_t i = 0; i < in_file.size(); ++i)
        if (!places.emplace(in_file[i], i).second)
            return fail(Error::input("clinic.sample", "sample '{}' is named twice", printable(in_file[i]))
                            .at({.file = file, .record = "header"})
                            .expected("samples of different names")
                            .found("'{}' again", printable(in_file[i]))
                            .mend("name the samples apart: bcftools reheader -s names.txt"));
    chosen.all = wanted.empty() || wanted == in_file;
    for (const std::string& name : chosen.all ? std::vector<std::string>() : wanted) {
        const auto found = places.find(name);
        if (found == places.end())
            return fail(Error::input("clinic.sample", "there is no sample '{}'", printable(name))
                            .at({.file = file, .record = "header"})
                            .expected("one of its {}", counted(in_file.size(), "sample"))
                            .found("'{}'", printable(name))
                            .mend("name a sample of the file; bcftools query -l lists them")
                            .candidates(nearest(name, in_file)));
        chosen.places.push_back(found->second);
        chosen.names.push_back(name);
    }
    if (chosen.all) {
        chosen.names = in_file;
        chosen.places.resize(in_file.size());
        for (std::uint32_t i = 0; i < in_file.size(); ++i) chosen.places[i] = i;
    }
    return chosen;
}

std::vector<PgxRegion> regions_of(const PgxLoci& loci) {
    constexpr std::int64_t gap = 65536;  // what is nearer is read in one go
    std::vector<PgxRegion> made;
    for (std::uint32_t chromosome = 0; chromosome < loci.chromosomes().size(); ++chromosome)
        for (const PgxLocus& locus : loci.chromosomes()[chromosome].loci) {
            if (!made.empty() && made.back().chromosome == chromosome &&
                locus.first <= made.back().last + gap)
                made.back().last = std::max(made.back().last, locus.last);
            else
                made.push_back({chromosome, locus.first, locus.last});
        }
    return made;
}

Place PgxRecords::place_of(const PgxRecord& record) const {
    return {.file = source_.name(),
            .line = record.line,
            .record = format("{}:{}", loci_.chromosomes()[record.chromosome].name, record.position)};
}

std::uint32_t PgxRecords::chromosome_of(std::string_view contig) {
    if (contig != contig_) {
        contig_ = contig;
        chromosome_ = loci_.chromosome_of(contig);
    }
    return chromosome_;
}

bool PgxRecords::follow(std::uint32_t chromosome, std::int64_t position) {
    ++read;
    if (chromosome == PgxLoci::unknown) return true;
    seen_.resize(loci_.chromosomes().size());
    if (chromosome != last_chromosome_) {
        sorted_ = sorted_ && !seen_[chromosome];
        seen_[chromosome] = true;
        last_chromosome_ = chromosome;
        last_position_ = position;
        // The header must list all that matter, and be kept to, before its end means anything.
        const auto place = std::ranges::find(contig_order_, chromosome);
        for (auto later = place; later != contig_order_.end(); ++later)
            sorted_ = sorted_ && (later == place || !seen_[*later]);
        sorted_ = sorted_ && place != contig_order_.end();
    }
    sorted_ = sorted_ && position >= last_position_;
    last_position_ = position;
    if (!sorted_ || contig_order_.size() != loci_.chromosomes().size()) return true;
    return chromosome != contig_order_.back() || position <= loci_.chromosomes()[chromosome].end;
}

std::string PgxRecords::index_beside(std::initializer_list<std::string_view> endings) {
    namespace fs = std::filesystem;
    if (!source_.identity() || source_.path().empty()) return {};
    for (const std::string_view ending : endings) {
        fs::path path = source_.path();
        path += ending;
        std::error_code missing;
        if (!fs::exists(path, missing)) continue;
        if (fs::last_write_time(path, missing) < fs::last_write_time(source_.path(), missing)) {
            remarks.push_back(format("its index ({}) is older than the file: not used", ending));
            continue;
        }
        return path.string();
    }
    return {};
}

void tidy_alleles(PgxRecord& record) {
    record.block = true;
    for (std::size_t i = 0; i < record.alleles.size(); ++i) {
        std::string& allele = record.alleles[i];
        const bool sequence = !allele.empty() && allele.find_first_not_of("ACGTNacgtn") == std::string::npos;
        if (sequence) allele = upper(allele);
        if (i > 0 && allele != "." && allele != "<*>" && allele != "<NON_REF>") record.block = false;
    }
}

}  // namespace strandline::formats
