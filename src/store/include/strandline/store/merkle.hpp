#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::store::merkle {

/// RFC 6962, section 2.1: leaf hash SHA-256(0x00 || data), node hash SHA-256(0x01 || left || right).
Digest leaf_hash(std::string_view data);
Digest node_hash(const Digest& left, const Digest& right);
/// Root of the tree over these leaf hashes; SHA-256 of nothing for an empty tree.
Digest root(std::span<const Digest> leaf_hashes);
/// The same, leaf by leaf: the root of every size on the way costs one pass.
class Builder {
public:
    void add(const Digest& leaf_hash);
    std::uint64_t size() const { return size_; }
    Digest root() const;

private:
    std::uint64_t size_ = 0;
    std::vector<Digest> full_;  // one root for each full subtree, largest first
};
std::vector<Digest> inclusion_proof(std::span<const Digest> leaf_hashes, std::uint64_t index);
/// That the first `size1` leaves are a prefix of all.
std::vector<Digest> consistency_proof(std::span<const Digest> leaf_hashes, std::uint64_t size1);

/// True only for a proof that is complete, has nothing left over, and leads to `root`.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                      std::span<const Digest> proof, const Digest& root);
bool verify_consistency(std::uint64_t size1, std::uint64_t size2, const Digest& root1, const Digest& root2,
                        std::span<const Digest> proof);

}  // namespace strandline::store::merkle
