#include <strandline/base/pages.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <utility>

namespace strandline {
namespace {

constexpr std::size_t large_page = std::size_t{2} << 20;
constexpr std::size_t worth_large_pages = std::size_t{32} << 20;  // zeroing one takes as long as 500 small

}  // namespace

Pages::~Pages() {
    if (begin_) ::munmap(begin_, reserved_);
}

Pages::Pages(Pages&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)),
      count_(std::exchange(other.count_, 0)),
      reserved_(std::exchange(other.reserved_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(count_, other.count_);
    std::swap(reserved_, other.reserved_);
    return *this;
}

void Pages::grow(std::size_t count) {
    const std::size_t bytes = count * sizeof(std::uint64_t);
    if (bytes > reserved_) {
        // A quarter more, so that growing step by step moves pages seldom; untouched, it costs nothing.
        const std::size_t wanted = std::max(bytes, reserved_ + reserved_ / 4);
        const std::size_t rounded = (wanted + large_page - 1) / large_page * large_page;
        void* const at = begin_ ? ::mremap(begin_, reserved_, rounded, MREMAP_MAYMOVE)
                                : ::mmap(nullptr, rounded, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED) throw std::bad_alloc();
        if (rounded >= worth_large_pages)
            static_cast<void>(::madvise(at, rounded, MADV_HUGEPAGE));  // a wish: it is as well without
        begin_ = static_cast<std::uint64_t*>(at);
        reserved_ = rounded;
    }
    count_ = std::max(count_, count);
}

}  // namespace strandline
