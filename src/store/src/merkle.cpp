#include <strandline/store/merkle.hpp>

#include <bit>
#include <string>

namespace strandline::store::merkle {

namespace {

/// The largest power of two below `size`: where RFC 6962 splits a tree of two or more leaves.
std::uint64_t split_point(std::uint64_t size) { return std::bit_floor(size - 1); }

void add_inclusion_path(std::span<const Digest> leaves, std::uint64_t index, std::vector<Digest>& proof) {
    if (leaves.size() <= 1) return;
    const std::uint64_t k = split_point(leaves.size());
    if (index < k) {
        add_inclusion_path(leaves.first(k), index, proof);
        proof.push_back(root(leaves.subspan(k)));
    } else {
        add_inclusion_path(leaves.subspan(k), index - k, proof);
        proof.push_back(root(leaves.first(k)));
    }
}

/// SUBPROOF of RFC 6962, section 2.1.2; `known` while the left part is a tree whose root the verifier has.
void add_consistency_path(std::span<const Digest> leaves, std::uint64_t size1, bool known,
                          std::vector<Digest>& proof) {
    if (size1 == leaves.size()) {
        if (!known) proof.push_back(root(leaves));
        return;
    }
    const std::uint64_t k = split_point(leaves.size());
    if (size1 <= k) {
        add_consistency_path(leaves.first(k), size1, known, proof);
        proof.push_back(root(leaves.subspan(k)));
    } else {
        add_consistency_path(leaves.subspan(k), size1 - k, false, proof);
        proof.push_back(root(leaves.first(k)));
    }
}

}  // namespace

Digest leaf_hash(std::string_view data) {
    std::string bytes(1, '\0');
    bytes += data;
    return sha256(bytes);
}

Digest node_hash(const Digest& left, const Digest& right) {
    std::string bytes(1, '\1');
    bytes += left.raw();
    bytes += right.raw();
    return sha256(bytes);
}

void Builder::add(const Digest& leaf_hash) {
    // Full subtrees are the bits of the number of leaves; a new leaf carries like an addition of one.
    Digest hash = leaf_hash;
    for (int joins = std::countr_one(size_); joins > 0; --joins) {
        hash = node_hash(full_.back(), hash);
        full_.pop_back();
    }
    full_.push_back(hash);
    ++size_;
}

Digest Builder::root() const {
    if (full_.empty()) return sha256("");
    Digest hash = full_.back();
    for (std::size_t i = full_.size() - 1; i > 0; --i) hash = node_hash(full_[i - 1], hash);
    return hash;
}

Digest root(std::span<const Digest> leaf_hashes) {
    Builder builder;
    for (const Digest& hash : leaf_hashes) builder.add(hash);
    return builder.root();
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaf_hashes, std::uint64_t index) {
    STRANDLINE_ASSERT(index < leaf_hashes.size());
    std::vector<Digest> proof;
    add_inclusion_path(leaf_hashes, index, proof);
    return proof;
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaf_hashes, std::uint64_t size1) {
    STRANDLINE_ASSERT(size1 <= leaf_hashes.size());
    std::vector<Digest> proof;
    if (size1 > 0) add_consistency_path(leaf_hashes, size1, true, proof);
    return proof;
}

// The two verifications follow RFC 9162, sections 2.1.3.2 and 2.1.4.2 (the same trees as RFC 6962).

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                      std::span<const Digest> proof, const Digest& root) {
    if (index >= size) return false;
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    Digest hash = leaf_hash;
    for (const Digest& sibling : proof) {
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            hash = node_hash(sibling, hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t size1, std::uint64_t size2, const Digest& root1, const Digest& root2,
                        std::span<const Digest> proof) {
    if (size1 > size2) return false;
    if (size1 == size2) return proof.empty() && root1 == root2;
    if (size1 == 0) return proof.empty() && root1 == sha256("");
    // When size1 is a power of two the verifier's own root begins the path.
    std::size_t next = 0;
    Digest hash1 = root1;
    if (!std::has_single_bit(size1)) {
        if (proof.empty()) return false;
        hash1 = proof[next++];
    }
    Digest hash2 = hash1;
    std::uint64_t node = size1 - 1;
    std::uint64_t last = size2 - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    for (; next < proof.size(); ++next) {
        const Digest& sibling = proof[next];
        if (last == 0) return false;
        if ((node & 1) != 0 || node == last) {
            hash1 = node_hash(sibling, hash1);
            hash2 = node_hash(sibling, hash2);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash2 = node_hash(hash2, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && hash1 == root1 && hash2 == root2;
}

}  // namespace strandline::store::merkle
