#include "variants/alleles.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {

SlotLayout::SlotLayout(std::size_t sample_count)
    : samples(std::max<std::size_t>(sample_count, 1)),
      stride((samples + 63) / 64 * 64),
      sites_only(sample_count == 0) {}

Bits SlotLayout::samples_of(const Bits& slots) const {
    Bits found;
    const std::size_t plane = stride / 64;
    for (std::size_t i = 0; i < slots.words(); ++i)
        if (slots.word(i)) found.word_at(i % plane) |= slots.word(i);
    return found;
}

Bits SlotLayout::slots_of(const Bits& of, const Bits& among) const {
    Bits found = among;
    const std::size_t plane = stride / 64;
    for (std::size_t i = 0; i < found.words(); ++i) found.word_at(i) &= of.word(i % plane);
    return found;
}

std::shared_ptr<const Bits> diploid_slots(const SlotLayout& layout) {
    auto slots = std::make_shared<Bits>();
    for (std::size_t copy = 0; copy < 2; ++copy)
        for (std::size_t sample = 0; sample < layout.samples; ++sample) slots->set(layout.slot(sample, copy));
    return slots;
}

bool conflict(const VariantAllele& first, const VariantAllele& second) {
    if (first.is_insertion() && second.is_insertion()) return first.begin == second.begin;
    return second.begin < first.end;
}

bool touches(const VariantAllele& allele, std::int64_t begin, std::int64_t end) {
    if (allele.is_insertion()) return begin < allele.begin && allele.begin < end;
    return allele.begin < end && begin < allele.end;
}

namespace {

/// REF and ALT without what they share.
VariantAllele trimmed(std::int64_t position, std::string_view reference, std::string_view alternate) {
    while (!reference.empty() && !alternate.empty() && reference.back() == alternate.back()) {
        reference.remove_suffix(1);
        alternate.remove_suffix(1);
    }
    while (!reference.empty() && !alternate.empty() && reference.front() == alternate.front()) {
        reference.remove_prefix(1);
        alternate.remove_prefix(1);
        ++position;
    }
    VariantAllele allele;
    allele.begin = position;
    allele.end = position + static_cast<std::int64_t>(reference.size());
    allele.bases = alternate;
    return allele;
}

/// Alleles of thousands of bases are told by their beginning and how many follow.
std::string shortened(std::string_view bases) {
    constexpr std::size_t most = 50, kept = 20;
    if (bases.size() <= most) return std::string(bases);
    return format("{}…+{}", bases.substr(0, kept), bases.size() - kept);
}

/// Genotypes of a record, slot by slot.
struct Genotypes {
    std::vector<Bits> carriers;  // by alternate
    std::shared_ptr<RecordCalls> calls = std::make_shared<RecordCalls>();
};

/// The allele that a code stands for in sequence: what is missing or no sequence reads as the reference.
std::int16_t read_as(std::int16_t code, const std::vector<bool>& is_sequence) {
    return code > 0 && is_sequence[static_cast<std::size_t>(code - 1)] ? code : std::int16_t{0};
}

Genotypes genotypes(const domain::VariantRecord& record, const std::vector<bool>& is_sequence,
                    const SlotLayout& layout, const std::shared_ptr<const Bits>& diploid) {
    Genotypes made;
    made.carriers.resize(record.alternates.size());
    std::shared_ptr<Bits> present, called;  // where they are not those of diploid samples with a call
    for (const domain::SampleCall& call : record.calls) {
        const auto codes = record.codes_of(call);
        const bool plain = call.ploidy == 2 && codes[0] >= 0 && codes[1] >= 0;
        if (!plain && !present) {
            present = std::make_shared<Bits>(*diploid);
            called = std::make_shared<Bits>(*diploid);
        }
        bool differ = false;
        for (std::size_t copy = 0; copy < codes.size(); ++copy) {
            const std::size_t slot = layout.slot(call.sample, copy);
            const std::int16_t code = read_as(codes[copy], is_sequence);
            if (code > 0) made.carriers[static_cast<std::size_t>(code - 1)].set(slot);
            differ = differ || code != read_as(codes[0], is_sequence);
            if (plain) continue;
            present->set(slot);
            codes[copy] >= 0 ? called->set(slot) : called->clear(slot);
        }
        if (call.ploidy == 1) {
            present->clear(layout.slot(call.sample, 1));
            called->clear(layout.slot(call.sample, 1));
        }
        if (differ) made.calls->heterozygous.set(call.sample);
        if (differ && !call.phased) made.calls->unphased.set(call.sample);
    }
    made.calls->present = present ? present : diploid;
    made.calls->called = called ? called : diploid;
    return made;
}

/// Sites without genotypes: any allele may go with any other.
Genotypes any_genotype(const std::vector<bool>& is_sequence, const SlotLayout& layout) {
    Genotypes made;
    made.carriers.resize(is_sequence.size());
    auto slots = std::make_shared<Bits>();
    slots->set(layout.slot(0, 0));
    for (std::size_t k = 0; k < is_sequence.size(); ++k) {
        slots->set(layout.slot(0, k + 1));
        if (is_sequence[k]) made.carriers[k].set(layout.slot(0, k + 1));
    }
    made.calls->heterozygous.set(0);
    made.calls->unphased.set(0);
    made.calls->present = made.calls->called = slots;
    return made;
}

}  // namespace

std::vector<VariantAllele> alleles_of(const domain::VariantRecord& record, const SlotLayout& layout,
                                      const std::shared_ptr<const Bits>& diploid) {
    std::vector<bool> is_sequence;
    for (const std::string& alternate : record.alternates)
        is_sequence.push_back(domain::is_sequence(alternate));
    if (std::ranges::find(is_sequence, true) == is_sequence.end()) return {};
    Genotypes made = layout.sites_only ? any_genotype(is_sequence, layout)
                                       : genotypes(record, is_sequence, layout, diploid);
    std::vector<VariantAllele> alleles;
    for (std::size_t k = 0; k < record.alternates.size(); ++k) {
        if (!is_sequence[k] || !made.carriers[k].any()) continue;
        VariantAllele allele = trimmed(record.position, record.reference, record.alternates[k]);
        if (allele.is_insertion() && allele.bases.empty()) continue;  // the reference once more
        allele.carriers = std::move(made.carriers[k]);
        allele.calls = made.calls;
        allele.text = format("{}:{}:{}>{}", record.contig, record.position + 1, shortened(record.reference),
                             shortened(record.alternates[k]));
        if (k < record.frequencies.size()) allele.frequency = record.frequencies[k];
        alleles.push_back(std::move(allele));
    }
    return alleles;
}

}  // namespace strandline::edit
