#include "variants/region.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace strandline::edit {

Region::Region(RecordFeed& feed, const SlotLayout& layout, std::shared_ptr<const Bits> diploid)
    : feed_(feed),
      layout_(layout),
      diploid_(std::move(diploid)),
      contig_(feed.contig()),
      length_(feed.contig_length()) {}

Result<const VariantAllele*> Region::at(AlleleIndex index) {
    while (index >= first_ + alleles_.size() && !at_end_) STRANDLINE_CHECK(pull());
    if (index >= first_ + alleles_.size()) return nullptr;
    return alleles_[index - first_].get();
}

Result<void> Region::pull() {
    if (const domain::VariantRecord* record = feed_.record(); record && feed_.contig() == contig_) {
        for (VariantAllele& allele : alleles_of(*record, layout_, diploid_)) {
            const Key key{allele.begin, !allele.is_insertion(), order_++};
            pending_.emplace(key, std::move(allele));
        }
        STRANDLINE_CHECK(feed_.advance());
    }
    const domain::VariantRecord* ahead = feed_.record();
    at_end_ = !ahead || feed_.contig() != contig_;
    settle(at_end_ ? std::numeric_limits<std::int64_t>::max() : ahead->position);
    return {};
}

/// Later records cannot begin before theirs.
void Region::settle(std::int64_t before) {
    while (!pending_.empty() && std::get<0>(pending_.begin()->first) < before) {
        add(std::move(pending_.begin()->second));
        pending_.erase(pending_.begin());
    }
}

void Region::add(VariantAllele allele) {
    const auto overrule = [&](const VariantAllele& first) {
        if (!conflict(first, allele) || !first.carriers.intersects(allele.carriers)) return;
        // Where the order of copies is not known, the two may stand on different ones.
        Bits apart = first.calls->unphased;
        apart |= allele.calls->unphased;
        apart &= first.calls->heterozygous;
        apart &= allele.calls->heterozygous;
        Bits lost = allele.carriers;
        lost &= first.carriers;
        if (apart.any()) lost -= layout_.slots_of(apart, lost);
        conflicts_ += lost.count();
        allele.carriers -= lost;
        allele.overruled |= lost;
    };
    for (const AlleleIndex index : long_)
        if ((*this)[index].end > allele.begin) overrule((*this)[index]);
    for (std::size_t i = alleles_.size(); i > 0; --i) {
        const VariantAllele& first = *alleles_[i - 1];
        if (first.begin < allele.begin - long_span) break;
        if (first.end - first.begin <= long_span) overrule(first);
    }
    if (allele.end - allele.begin > long_span) long_.push_back(first_ + alleles_.size());
    alleles_.push_back(std::make_unique<VariantAllele>(std::move(allele)));
}

std::size_t Region::first_behind(std::int64_t begin) const {
    const auto found = std::ranges::lower_bound(
        alleles_, begin, {}, [](const std::unique_ptr<VariantAllele>& one) { return one->begin; });
    return static_cast<std::size_t>(found - alleles_.begin());
}

std::vector<AlleleIndex> Region::touching(std::int64_t begin, std::int64_t end) const {
    std::vector<AlleleIndex> found;
    for (const AlleleIndex index : long_)
        if (touches((*this)[index], begin, end)) found.push_back(index);
    for (std::size_t i = first_behind(begin - long_span); i < alleles_.size(); ++i) {
        const VariantAllele& allele = *alleles_[i];
        if (allele.begin >= end) break;
        if (allele.end - allele.begin <= long_span && touches(allele, begin, end))
            found.push_back(first_ + i);
    }
    std::ranges::sort(found);
    return found;
}

void Region::forget_before(std::int64_t position) {
    // A long deletion keeps what follows it until it is passed.
    while (!alleles_.empty() && alleles_.front()->end < position) {
        alleles_.pop_front();
        ++first_;
    }
    std::erase_if(long_, [&](AlleleIndex index) { return index < first_; });
}

Bits Region::may_carry(const VariantAllele& allele) const {
    Bits slots = allele.carriers;
    if (!allele.calls->unphased.any()) return slots;
    Bits loose = layout_.samples_of(allele.listed());
    loose &= allele.calls->unphased;
    return slots |= layout_.slots_of(loose, *allele.calls->present);
}

Bits Region::must_carry(const VariantAllele& allele) const {
    Bits slots = allele.carriers;
    if (!allele.calls->unphased.any()) return slots;
    return slots -= layout_.slots_of(allele.calls->unphased, slots);
}

}  // namespace strandline::edit
