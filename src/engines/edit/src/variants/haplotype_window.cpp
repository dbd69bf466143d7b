#include "variants/haplotype_window.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace strandline::edit {
namespace {

/// Walks over the pieces of a fragment: reference, allele, reference, …
class Locator {
public:
    Locator(std::int64_t offset, std::int64_t length) : first_(offset), last_(offset + length - 1) {}

    /// `length` bases at `offset` of the fragment: those of the reference from `begin` on, of which an allele
    /// replaces `replaced`.
    void piece(std::int64_t offset, std::int64_t length, std::int64_t begin, std::int64_t replaced) {
        if (first_ >= offset && first_ < offset + length)
            window.begin = begin + std::min(first_ - offset, replaced);
        if (last_ >= offset && last_ < offset + length)
            window.end = begin + std::min(last_ - offset + 1, replaced);
    }
    bool holds(std::int64_t offset, std::int64_t length) const {
        if (length == 0) return first_ < offset && offset <= last_;
        return first_ < offset + length && offset <= last_;
    }
    HaplotypeWindow window;

private:
    std::int64_t first_, last_;
};

}  // namespace

HaplotypeWindow locate(const Fragment& fragment, const Region& region, std::int64_t offset,
                       std::int64_t length, bool at_edge) {
    const auto size = static_cast<std::int64_t>(fragment.bases.size());
    Locator locator(offset, length);
    std::int64_t next = fragment.begin, at = 0;
    bool begins_before = false, ends_behind = false;
    for (const AlleleIndex index : fragment.alleles) {
        const VariantAllele& allele = region[index];
        const std::int64_t between = allele.begin - next;
        const auto bases = static_cast<std::int64_t>(allele.bases.size());
        locator.piece(at, between, next, between);
        at += between;
        locator.piece(at, bases, allele.begin, allele.end - allele.begin);
        const bool first_gone = at_edge && bases == 0 && at == 0 && offset == 0;
        const bool last_gone = at_edge && bases == 0 && at == size && offset + length == size;
        if (locator.holds(at, bases) || first_gone || last_gone) locator.window.alleles.push_back(index);
        begins_before = begins_before || first_gone;
        ends_behind = ends_behind || last_gone;
        at += bases;
        next = allele.end;
    }
    locator.piece(at, size - at, next, size - at);
    if (begins_before) locator.window.begin = 0;
    if (ends_behind) locator.window.end = region.contig_length();
    return std::move(locator.window);
}

std::vector<AlleleIndex> touching(const HaplotypeWindow& window, const Region& region, bool at_edge) {
    // Bases that an allele has more than it replaces lie where it ends: a window that begins with one of them
    // holds an insertion at its own begin, too.
    const VariantAllele& first = region[window.alleles.front()];
    const bool at_begin = first.end == window.begin && window.begin < window.end;
    if (!at_begin && !at_edge) return region.touching(window.begin, window.end);
    std::vector<AlleleIndex> found = region.touching(window.begin - 1, window.end + 1);
    std::erase_if(found, [&](AlleleIndex index) {
        const VariantAllele& allele = region[index];
        if (touches(allele, window.begin, window.end)) return false;
        if (!allele.is_insertion()) return true;
        const bool begins = allele.begin == window.begin && (at_begin || (at_edge && window.begin == 0));
        const bool ends = allele.begin == window.end && at_edge && window.end == region.contig_length();
        return !begins && !ends;
    });
    return found;
}

namespace {

/// The records of alleles that touch a window, each once.
std::vector<const RecordCalls*> records_of(const Region& region, std::span<const AlleleIndex> touching) {
    std::vector<const RecordCalls*> records;
    for (const AlleleIndex index : touching) records.push_back(region[index].calls.get());
    std::ranges::sort(records);
    records.erase(std::unique(records.begin(), records.end()), records.end());
    return records;
}

/// Samples that are heterozygous at two records or more, at one of them in no known phase.
Bits ambiguous_samples(std::span<const RecordCalls* const> records) {
    Bits once, twice, unphased;
    for (const RecordCalls* record : records) unphased |= record->unphased;
    if (!unphased.any()) return {};
    for (const RecordCalls* record : records) {
        Bits again = once;
        again &= record->heterozygous;
        twice |= again;
        once |= record->heterozygous;
    }
    return twice &= unphased;
}

/// How often the calls of one sample can stand together as a window asks for.
class SampleCheck {
public:
    SampleCheck(const Region& region, std::span<const AlleleIndex> inside,
                std::span<const AlleleIndex> touching)
        : region_(region), inside_(inside), touching_(touching) {}

    /// How many copies of the sample may read so at all records. Copies of phased records are the same ones;
    /// those of an unphased record may be any.
    std::uint64_t copies(std::span<const RecordCalls* const> records, std::size_t sample) const {
        std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        std::optional<Bits> phased;
        for (const RecordCalls* record : records) {
            Bits fit = fitting(*record, sample);
            if (record->unphased.test(sample))
                most = std::min(most, fit.count());
            else if (phased)
                *phased &= fit;
            else
                phased = std::move(fit);
        }
        return phased ? std::min(most, phased->count()) : most;
    }

private:
    /// Slots of the sample that have at one record what the window asks for.
    Bits fitting(const RecordCalls& record, std::size_t sample) const {
        Bits wanted;
        int taken = 0;
        for (const AlleleIndex index : inside_)
            if (region_[index].calls.get() == &record) {
                ++taken;
                wanted = region_[index].listed();
            }
        if (taken == 0) {
            wanted = *record.present;
            for (const AlleleIndex index : touching_)
                if (region_[index].calls.get() == &record && !is_overruled(index))
                    wanted -= region_[index].listed();
        }
        Bits one;
        one.set(sample);
        return taken > 1 ? Bits() : region_.layout().slots_of(one, wanted);  // a copy has one allele of each
    }

    /// An allele inside comes before it and leaves it no room.
    bool is_overruled(AlleleIndex index) const {
        return std::ranges::any_of(inside_, [&](AlleleIndex first) {
            return first < index && conflict(region_[first], region_[index]);
        });
    }
    const Region& region_;
    std::span<const AlleleIndex> inside_, touching_;
};

bool contains(std::span<const AlleleIndex> sorted, AlleleIndex index) {
    return std::ranges::binary_search(sorted, index);
}

}  // namespace

Bits called_at(const Region& region, std::span<const AlleleIndex> alleles) {
    Bits called = *region[alleles.front()].calls->called;
    for (const AlleleIndex index : alleles) called &= *region[index].calls->called;
    return called;
}

Carriers carriers_of(const Region& region, std::span<const AlleleIndex> inside,
                     std::span<const AlleleIndex> touching) {
    STRANDLINE_ASSERT(!touching.empty() || !inside.empty());
    const std::span<const AlleleIndex> asked = inside.empty() ? touching : inside;
    Carriers found;
    found.called = called_at(region, asked);
    found.slots = inside.empty() ? found.called : region[inside.front()].carriers;
    for (const AlleleIndex index : inside) found.slots &= region[index].carriers;
    for (const AlleleIndex index : touching)
        if (!contains(inside, index)) found.slots -= region[index].carriers;

    std::vector<AlleleIndex> all(touching.begin(), touching.end());
    all.insert(all.end(), inside.begin(), inside.end());
    const auto records = records_of(region, all);
    const Bits ambiguous = ambiguous_samples(records);
    if (!ambiguous.any()) return found;
    found.slots -= region.layout().slots_of(ambiguous, found.slots);
    const SampleCheck check(region, inside, touching);
    ambiguous.each([&](std::size_t sample) {
        const std::uint64_t copies = check.copies(records, sample);
        if (copies == 0) return;
        found.maybe.push_back(static_cast<std::uint32_t>(sample));
        found.most_maybe += copies;
    });
    return found;
}

}  // namespace strandline::edit
