#include <strandline/formats/variants.hpp>

#include "variants_backend.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/recognise.hpp>

#include <utility>

namespace strandline::formats {

std::optional<Error> RecordOrder::check(const domain::VariantRecord& record, const Place& place) {
    if (record.contig == contig_) {
        if (record.position >= position_) {
            position_ = record.position;
            return std::nullopt;
        }
        return Error::input("vcf.order", "records are not in order")
            .at(place)
            .expected("positions of a contig that ascend; at least {} here", position_ + 1)
            .found("{}:{} behind {}:{}", contig_, record.position + 1, contig_, position_ + 1)
            .mend("sort the file: bcftools sort in.vcf.gz -Oz -o sorted.vcf.gz");
    }
    if (!seen_.insert(record.contig).second)
        return Error::input("vcf.order", "records of contig '{}' stand in two places", record.contig)
            .at(place)
            .expected("all records of a contig in one piece")
            .found("more of '{}' behind those of '{}'", record.contig, contig_)
            .mend("sort the file: bcftools sort in.vcf.gz -Oz -o sorted.vcf.gz");
    contig_ = record.contig;
    position_ = record.position;
    return std::nullopt;
}

void count_symbolic(const domain::VariantRecord& record, SkippedVariants& skipped) {
    for (const std::string& alternate : record.alternates) {
        if (alternate == "*" || domain::is_sequence(alternate)) continue;
        ++skipped.symbolic;
        if (skipped.examples.size() < 3)
            skipped.examples.push_back(
                format("{}:{} {}", record.contig, record.position + 1, alternate.substr(0, 40)));
    }
}

VariantReader::VariantReader(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}
VariantReader::~VariantReader() = default;
VariantReader::VariantReader(VariantReader&&) noexcept = default;
VariantReader& VariantReader::operator=(VariantReader&&) noexcept = default;

Result<VariantReader> VariantReader::open(const Source& source) {
    STRANDLINE_TRY(std::unique_ptr<Backend> backend,
                   recognise(source) == "bcf" ? open_bcf(source) : open_vcf(source));
    return VariantReader(std::move(backend));
}

const std::vector<std::string>& VariantReader::samples() const { return backend_->samples; }
const std::vector<std::string>& VariantReader::contigs() const { return backend_->contigs; }
const SkippedVariants& VariantReader::skipped() const { return backend_->skipped; }
Result<bool> VariantReader::next(domain::VariantRecord& into) { return backend_->next(into); }

domain::VariantStream stream_of(VariantReader& reader, const Source& source) {
    return {source.name(), reader.samples(),
            [&reader](domain::VariantRecord& record) { return reader.next(record); }};
}

}  // namespace strandline::formats
