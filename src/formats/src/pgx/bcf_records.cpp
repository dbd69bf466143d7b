#include "bcf_entries.hpp"
#include "hts_owners.hpp"
#include "hts_stream.hpp"
#include "records.hpp"
#include "ways.hpp"

#include <strandline/base/text.hpp>

#include <htslib/bgzf.h>
#include <htslib/hfile.h>
#include <htslib/hts.h>
#include <htslib/hts_log.h>
#include <htslib/vcf.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace strandline::formats {
namespace {

struct DropBcfIndex {
    void operator()(hts_idx_t* index) const { hts_idx_destroy(index); }
};
struct DropBcfWay {
    void operator()(hts_itr_t* way) const { hts_itr_destroy(way); }
};

class PgxBcf final : public PgxRecords {
public:
    PgxBcf(const Source& source, const PgxLoci& loci) : PgxRecords(source, loci) {}
    Result<void> read_header(const std::vector<std::string>& wanted, unsigned threads);
    Result<bool> next(PgxRecord& into) override;
    void use_index();

private:
    Result<void> check_header();
    Result<bool> jump(std::uint64_t offset);
    enum class Verdict { skip, use, stop };
    Result<Verdict> take(PgxRecord& into);
    std::optional<Error> take_entries(PgxRecord& into);
    std::optional<Error> take_genotypes(const BcfEntry& entry, PgxRecord& into);
    void take_numbers(const BcfEntry& entry, std::vector<std::int32_t>& into) const;
    std::string here() const { return format("record {}", number_); }

    std::unique_ptr<htsFile, CloseHtsFile> file_;
    std::unique_ptr<bcf_hdr_t, DropVcfHeader> header_;
    std::unique_ptr<bcf1_t, DropVcfRecord> record_;
    int gt_ = -1, phase_set_ = -1, depth_ = -1, least_depth_ = -1, quality_ = -1;
    std::vector<std::uint32_t> contigs_;  // chromosome of each of the header's
    Errors errors_;
    std::int64_t number_ = 0;
    PgxWays ways_;
    bool indexed_ = false;
};

Result<void> PgxBcf::read_header(const std::vector<std::string>& wanted, unsigned threads) {
    hts_set_log_level(HTS_LOG_OFF);  // what is wrong is told by errors of our own
    STRANDLINE_TRY(hFILE * stream, open_hts_stream(source_));
    file_.reset(hts_hopen(stream, source_.name().c_str(), "rb"));
    if (!file_) {
        hclose_abruptly(stream);
        return fail(damaged_bcf(source_, "", "data that htslib does not know"));
    }
    if (file_->format.format != bcf) return fail(damaged_bcf(source_, "header", "another format"));
    if (threads > 1) hts_set_threads(file_.get(), static_cast<int>(threads));
    header_.reset(bcf_hdr_read(file_.get()));
    if (!header_) return fail(damaged_bcf(source_, "header", "no whole header"));
    record_.reset(bcf_init());
    STRANDLINE_CHECK(check_header());
    std::vector<std::string> names;
    for (int i = 0; i < bcf_hdr_nsamples(header_.get()); ++i) names.emplace_back(header_->samples[i]);
    STRANDLINE_TRY(samples, choose_samples(names, wanted, source_.name()));
    const auto key = [this](const char* name) { return bcf_hdr_id2int(header_.get(), BCF_DT_ID, name); };
    gt_ = key("GT");
    phase_set_ = key("PS");
    depth_ = key("DP");
    least_depth_ = key("MIN_DP");
    quality_ = key("GQ");
    for (int i = 0; i < header_->n[BCF_DT_CTG]; ++i) {
        const char* name = bcf_hdr_id2name(header_.get(), i);
        contigs_.push_back(name ? loci_.chromosome_of(name) : PgxLoci::unknown);
        if (contigs_.back() != PgxLoci::unknown) contig_order_.push_back(contigs_.back());
    }
    return {};
}

Result<void> PgxBcf::check_header() {
    for (int i = 0; i < header_->nhrec; ++i) {
        bcf_hrec_t* line = header_->hrec[i];
        const std::string_view name = line->key ? line->key : "";
        if (line->type == BCF_HL_GEN && line->value && (name == "reference" || name == "assembly"))
            build.reference(line->value,
                            {.file = source_.name(), .record = format("##{}={}", name, line->value)});
        if (line->type != BCF_HL_CTG) continue;
        const auto value = [line](const char* key) -> std::string {
            const int at = bcf_hrec_find_key(line, key);
            return at < 0 || !line->vals[at] ? "" : line->vals[at];
        };
        const std::string contig = value("ID");
        if (auto wrong =
                build.contig(contig, std::strtoll(value("length").c_str(), nullptr, 10), value("assembly"),
                             {.file = source_.name(), .record = format("##contig {}", contig)}))
            return fail(std::move(*wrong));
    }
    if (auto wrong = build.end_of_header()) return fail(std::move(*wrong));
    return {};
}

void PgxBcf::use_index() {
    if (file_->format.compression != bgzf) return;
    const std::string path = index_beside({".csi"});
    if (path.empty()) return;
    const std::unique_ptr<hts_idx_t, DropBcfIndex> index(
        bcf_index_load3(source_.path().c_str(), path.c_str(), HTS_IDX_SILENT_FAIL));
    if (!index) return;
    for (const PgxRegion& region : regions_of(loci_))
        for (int contig = 0; contig < static_cast<int>(contigs_.size()); ++contig) {
            if (contigs_[static_cast<std::size_t>(contig)] != region.chromosome) continue;
            const std::unique_ptr<hts_itr_t, DropBcfWay> way(
                bcf_itr_queryi(index.get(), contig, region.first - 1, region.last));
            if (way && way->n_off > 0) ways_.add(region, way->off[0].u);
        }
    indexed_ = true;
}

Result<bool> PgxBcf::jump(std::uint64_t offset) {
    BGZF* stream = file_->fp.bgzf;
    if (static_cast<std::uint64_t>(bgzf_tell(stream)) >= offset) return false;
    STRANDLINE_CHECK(seek_by_index(stream, offset, source_.name(), source_.size()));
    return true;
}

Result<bool> PgxBcf::next(PgxRecord& into) {
    if (indexed_ && number_ == 0) {
        STRANDLINE_TRY(const PgxWays::Step step,
                       ways_.begin([this](std::uint64_t offset) { return jump(offset); }));
        if (step == PgxWays::Step::end) return false;
    }
    for (;;) {
        const int told = bcf_read(file_.get(), header_.get(), record_.get());
        if (told == -1) break;
        ++number_;
        if (told < -1 || record_->errcode != 0)
            return fail(damaged_bcf(source_, here(), "data that end early or are damaged"));
        const auto verdict = take(into);
        if (!verdict) {
            errors_.add(verdict.error());
            if (errors_.full()) return fail(errors_.take());
            continue;
        }
        if (*verdict == Verdict::stop) {
            if (errors_.any()) return fail(errors_.take());
            return false;
        }
        if (*verdict == Verdict::use && !errors_.any()) return true;
    }
    if (errors_.any()) return fail(errors_.take());
    // A file cut between two blocks ends well for htslib, too.
    if (file_->format.compression == bgzf && file_->is_bgzf && hts_check_EOF(file_.get()) == 0)
        return fail(damaged_bcf(source_, format("after record {}", number_), "no empty block at the end"));
    return false;
}

Result<PgxBcf::Verdict> PgxBcf::take(PgxRecord& into) {
    if (record_->rid < 0 || record_->rid >= static_cast<int>(contigs_.size()) || record_->pos < -1)
        return fail(damaged_bcf(source_, here(), "a record of no contig"));
    into.chromosome = contigs_[static_cast<std::size_t>(record_->rid)];
    into.position = record_->pos + 1;
    if (into.chromosome != PgxLoci::unknown)
        if (auto wrong = build.record(into.chromosome, into.position, {}))
            return fail(std::move(*wrong).at({.file = source_.name(), .record = here()}));
    if (!follow(into.chromosome, into.position)) return Verdict::stop;
    if (indexed_) {
        STRANDLINE_TRY(const PgxWays::Step step,
                       ways_.follow(into.chromosome, into.position,
                                    [this](std::uint64_t offset) { return jump(offset); }));
        if (step != PgxWays::Step::use) return step == PgxWays::Step::end ? Verdict::stop : Verdict::skip;
    }
    if (into.chromosome == PgxLoci::unknown) return Verdict::skip;
    into.last = into.position + std::max<std::int64_t>(record_->rlen, 1) - 1;
    if (!loci_.touches(into.chromosome, into.position, into.last)) return Verdict::skip;
    if (bcf_unpack(record_.get(), BCF_UN_STR) < 0 || record_->n_allele == 0)
        return fail(damaged_bcf(source_, here(), "a record that cannot be unpacked"));
    into.line = 0;
    into.number = number_;
    into.alleles.clear();
    for (std::uint32_t i = 0; i < record_->n_allele; ++i) into.alleles.emplace_back(record_->d.allele[i]);
    tidy_alleles(into);
    const bool symbolic =
        std::ranges::any_of(into.alleles, [](const auto& one) { return one.starts_with('<'); });
    if (!into.block && !symbolic)
        into.last = into.position + static_cast<std::int64_t>(into.alleles.front().size()) - 1;
    if (into.alleles.size() > most_gt_alleles) {
        remarks.push_back(format("{}:{}: more than 61 alternates: not used",
                                 loci_.chromosomes()[into.chromosome].name, into.position));
        return Verdict::skip;
    }
    if (auto wrong = take_entries(into)) return fail(std::move(*wrong));
    return Verdict::use;
}

std::optional<Error> PgxBcf::take_entries(PgxRecord& into) {
    into.genotyped = false;
    for (auto* numbers : {&into.phase_sets, &into.depths, &into.least_depths, &into.qualities})
        numbers->clear();
    if (record_->n_sample != samples.in_file)
        return damaged_bcf(source_, here(), "another number of samples than in the header");
    const bool depths = into.block || keep_depths;
    BcfEntries entries(*record_, samples.in_file);
    BcfEntry entry;
    while (entries.next(entry)) {
        if (entry.key < 0) continue;
        if (entry.key == gt_)
            if (auto wrong = take_genotypes(entry, into)) return wrong;
        if (entry.key == phase_set_) take_numbers(entry, into.phase_sets);
        if (depths && entry.key == depth_) take_numbers(entry, into.depths);
        if (depths && entry.key == least_depth_) take_numbers(entry, into.least_depths);
        if (depths && entry.key == quality_) take_numbers(entry, into.qualities);
    }
    if (!entries.whole()) return damaged_bcf(source_, here(), "genotypes that break off");
    return std::nullopt;
}

/// Two bytes a sample lie as they are wanted; everything else is brought into that form.
std::optional<Error> PgxBcf::take_genotypes(const BcfEntry& entry, PgxRecord& into) {
    if (entry.type != BCF_BT_INT8 && entry.type != BCF_BT_INT16 && entry.type != BCF_BT_INT32)
        return damaged_bcf(source_, here(), "genotypes that are no integers");
    into.genotyped = entry.width > 0;
    if (samples.all && entry.width == 2 && entry.value_bytes == 1) {
        into.genotypes = entry.data;
        return std::nullopt;
    }
    into.kept.assign(2 * samples.places.size(), gt_missing);
    into.genotypes = into.kept.data();
    const std::int64_t vector_end = entry.value_bytes == 1   ? bcf_int8_vector_end
                                    : entry.value_bytes == 2 ? bcf_int16_vector_end
                                                             : bcf_int32_vector_end;
    for (std::size_t i = 0; i < samples.places.size(); ++i) {
        const std::uint8_t* from = entry.data + samples.places[i] * entry.width * entry.value_bytes;
        into.kept[2 * i + 1] = gt_end;
        for (std::size_t k = 0; k < entry.width; ++k) {
            const std::int64_t value = integer_at(from + k * entry.value_bytes, entry.value_bytes);
            if (value == vector_end) break;
            if (k >= 2)
                return Error::input("clinic.ploidy", "a genotype has more than two copies")
                    .at(place_of(into))
                    .expected("one or two copies")
                    .found("{} of sample {}", counted(entry.width, "copy", "copies"),
                           printable(samples.names[i]))
                    .mend("set it to ./., or leave the sample out");
            const bool fits = value >= 0 && value < 128;
            into.kept[2 * i + k] = fits ? static_cast<std::uint8_t>(value) : gt_missing;
            if (value >= 128)
                return damaged_bcf(source_, here(), "a genotype of an allele that the record lacks");
        }
    }
    return std::nullopt;
}

void PgxBcf::take_numbers(const BcfEntry& entry, std::vector<std::int32_t>& into) const {
    if (entry.width == 0 ||
        (entry.type != BCF_BT_INT8 && entry.type != BCF_BT_INT16 && entry.type != BCF_BT_INT32))
        return;
    into.resize(samples.places.size());
    const std::int64_t least = entry.value_bytes == 1   ? bcf_int8_vector_end
                               : entry.value_bytes == 2 ? bcf_int16_vector_end
                                                        : bcf_int32_vector_end;
    for (std::size_t i = 0; i < samples.places.size(); ++i) {
        const std::int64_t value =
            integer_at(entry.data + samples.places[i] * entry.width * entry.value_bytes, entry.value_bytes);
        into[i] = value <= least ? INT32_MIN : static_cast<std::int32_t>(value);  // missing is the one below
    }
}

}  // namespace

Result<std::unique_ptr<PgxRecords>> open_pgx_bcf(const Source& source, const PgxLoci& loci,
                                                 const std::vector<std::string>& wanted, unsigned threads) {
    auto made = std::make_unique<PgxBcf>(source, loci);
    STRANDLINE_CHECK(made->read_header(wanted, threads));
    made->use_index();
    return std::unique_ptr<PgxRecords>(std::move(made));
}

}  // namespace strandline::formats
