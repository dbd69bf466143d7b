#include "bases.hpp"
#include "hts_owners.hpp"
#include "hts_stream.hpp"
#include "variants_backend.hpp"

#include <strandline/base/text.hpp>

#include <htslib/hfile.h>
#include <htslib/hts.h>
#include <htslib/hts_log.h>
#include <htslib/vcf.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace strandline::formats {
namespace {

struct FreeMemory {
    void operator()(void* memory) const { std::free(memory); }
};

class Bcf final : public VariantReader::Backend {
public:
    explicit Bcf(const Source& source) : source_(source) {}

    Result<void> read_header();
    Result<bool> next(domain::VariantRecord& into) override;

private:
    std::optional<Error> convert(domain::VariantRecord& into);
    std::optional<Error> convert_alleles(domain::VariantRecord& into, const Place& place) const;
    std::optional<Error> convert_genotypes(domain::VariantRecord& into, const Place& place);
    void read_frequencies(domain::VariantRecord& into);

    Source source_;
    std::unique_ptr<htsFile, CloseHtsFile> file_;
    std::unique_ptr<bcf_hdr_t, DropVcfHeader> header_;
    std::unique_ptr<bcf1_t, DropVcfRecord> record_;
    std::unique_ptr<std::int32_t, FreeMemory> genotypes_;
    std::unique_ptr<float, FreeMemory> frequencies_;
    int genotype_room_ = 0, frequency_room_ = 0;
    RecordOrder order_;
    Errors errors_;
    std::int64_t number_ = 0;
};

Result<void> Bcf::read_header() {
    hts_set_log_level(HTS_LOG_OFF);  // what is wrong is told by errors of our own
    STRANDLINE_TRY(hFILE * stream, open_hts_stream(source_));
    file_.reset(hts_hopen(stream, source_.name().c_str(), "rb"));
    if (!file_) {
        hclose_abruptly(stream);
        return fail(damaged_bcf(source_, "", "data that htslib does not know"));
    }
    if (file_->format.format == bcf) header_.reset(bcf_hdr_read(file_.get()));
    if (!header_) return fail(damaged_bcf(source_, "header", "no whole header"));
    record_.reset(bcf_init());
    for (int i = 0; i < bcf_hdr_nsamples(header_.get()); ++i) samples.emplace_back(header_->samples[i]);
    for (int i = 0; i < header_->n[BCF_DT_CTG]; ++i)
        if (const char* name = bcf_hdr_id2name(header_.get(), i)) contigs.emplace_back(name);
    return {};
}

Result<bool> Bcf::next(domain::VariantRecord& into) {
    for (;;) {
        const int told = bcf_read(file_.get(), header_.get(), record_.get());
        if (told == -1) break;
        ++number_;
        if (told < -1 || record_->errcode != 0)
            return fail(
                damaged_bcf(source_, format("record {}", number_), "data that end early or are damaged"));
        if (auto error = convert(into)) {
            errors_.add(std::move(*error));
            if (errors_.full()) return fail(errors_.take());
        } else if (!errors_.any()) {
            return true;
        }
    }
    if (errors_.any()) return fail(errors_.take());
    // A file cut between two blocks ends well for htslib, too.
    if (file_->format.compression == bgzf && file_->is_bgzf && hts_check_EOF(file_.get()) == 0)
        return fail(damaged_bcf(source_, format("after record {}", number_), "no empty block at the end"));
    return false;
}

std::optional<Error> Bcf::convert(domain::VariantRecord& into) {
    if (bcf_unpack(record_.get(), BCF_UN_ALL) < 0 || record_->rid < 0 ||
        record_->rid >= header_->n[BCF_DT_CTG])
        return damaged_bcf(source_, format("record {}", number_), "a record that cannot be unpacked");
    into.contig = bcf_seqname_safe(header_.get(), record_.get());
    into.position = record_->pos;
    into.id = std::strcmp(record_->d.id, ".") == 0 ? "" : record_->d.id;
    into.line = 0;
    into.number = number_;
    into.calls.clear();
    into.codes.clear();
    into.frequencies.clear();
    const Place place{.file = source_.name(),
                      .record = format("record {}, {}:{}", number_, into.contig, into.position + 1)};
    if (auto wrong = convert_alleles(into, place)) return wrong;
    if (auto wrong = order_.check(into, place)) return wrong;
    count_symbolic(into, skipped);
    if (!samples.empty()) return convert_genotypes(into, place);
    read_frequencies(into);
    return std::nullopt;
}

std::optional<Error> Bcf::convert_alleles(domain::VariantRecord& into, const Place& place) const {
    into.reference.clear();
    into.alternates.clear();
    for (std::uint32_t i = 0; i < record_->n_allele; ++i) {
        const std::string_view text = record_->d.allele[i];
        std::string& kept = i == 0 ? into.reference : into.alternates.emplace_back();
        const bool symbolic = i > 0 && !text.empty() && !domain::is_sequence(text);
        if (symbolic)
            kept = text;
        else if (text.empty() || append_bases(kept, text) != std::string::npos)
            return Error::input(i == 0 ? "vcf.ref" : "vcf.alt", "{} is no allele", i == 0 ? "REF" : "ALT")
                .at(place)
                .expected("bases{}", i == 0 ? "" : ", *, <NAME> or a breakend")
                .found("'{}'", printable(text.substr(0, 40)))
                .mend("correct the record, or leave it out");
    }
    if (record_->n_allele == 0) return damaged_bcf(source_, place.record, "a record without REF");
    return std::nullopt;
}

std::optional<Error> Bcf::convert_genotypes(domain::VariantRecord& into, const Place& place) {
    std::int32_t* room = genotypes_.release();
    const int got = bcf_get_genotypes(header_.get(), record_.get(), &room, &genotype_room_);
    genotypes_.reset(room);
    const auto count = static_cast<int>(samples.size());
    const int copies = got > 0 ? got / count : 0;
    if (copies == 0) ++skipped.without_genotypes;
    if (copies > most_copies) return damaged_bcf(source_, place.record, "a genotype of more than 64 copies");
    for (int sample = 0; sample < count; ++sample) {
        domain::SampleCall call{static_cast<std::uint32_t>(sample),
                                static_cast<std::uint32_t>(into.codes.size()), 0, true};
        bool all_reference = true;
        for (int k = 0; k < copies; ++k) {
            const std::int32_t value = genotypes_.get()[sample * copies + k];
            if (value == bcf_int32_vector_end) break;
            const bool missing = value == bcf_int32_missing || bcf_gt_is_missing(value);
            const std::int32_t code = missing ? domain::VariantRecord::missing : bcf_gt_allele(value);
            if (!missing &&
                (code < 0 || code >= static_cast<std::int32_t>(record_->n_allele) || code > INT16_MAX))
                return damaged_bcf(source_, place.record, "a genotype of an allele that the record lacks");
            if (k > 0 && !bcf_gt_is_phased(value)) call.phased = false;
            into.codes.push_back(static_cast<std::int16_t>(code));
            ++call.ploidy;
            all_reference = all_reference && code == 0;
        }
        if (call.ploidy == 0) {
            into.codes.push_back(domain::VariantRecord::missing);
            call.ploidy = 1;
        } else if (all_reference && call.ploidy == 2) {
            into.codes.resize(call.first);
            continue;
        }
        into.calls.push_back(call);
    }
    return std::nullopt;
}

void Bcf::read_frequencies(domain::VariantRecord& into) {
    float* room = frequencies_.release();
    const int got = bcf_get_info_float(header_.get(), record_.get(), "AF", &room, &frequency_room_);
    frequencies_.reset(room);
    for (int i = 0; i < got; ++i) {
        // Written as the shortest decimal of a float, so that BCF and VCF agree.
        const float value = frequencies_.get()[i];
        const bool plain = std::isfinite(value) && value >= 0 && value <= 1;
        into.frequencies.push_back(plain ? std::optional(std::strtod(format("{}", value).c_str(), nullptr))
                                         : std::nullopt);
    }
    into.frequencies.resize(into.alternates.size());
}

}  // namespace

Result<std::unique_ptr<VariantReader::Backend>> open_bcf(const Source& source) {
    auto made = std::make_unique<Bcf>(source);
    STRANDLINE_CHECK(made->read_header());
    return std::unique_ptr<VariantReader::Backend>(std::move(made));
}

}  // namespace strandline::formats
