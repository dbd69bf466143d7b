#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// What a text says of the alleles of an HLA gene: "*57:01/*15:02", "HLA-B*57:01:01+HLA-B*15:02",
/// "57:01/15:02",
/// "*57:01 positive, *58:01 negative".
struct HlaTyping {
    std::vector<std::string> alleles;  // typed or said to be positive, to two fields: "*57:01"
    std::vector<std::string> absent;   // said to be negative
    std::vector<std::string> unread;   // what is no allele of the gene
    bool has_statements = false;       // of single alleles: nothing is said of the others
    bool was_shortened = false;        // a typing to more than two fields

    /// Whether the allele is there; nothing where the text leaves it open: typed to one field, or not read.
    /// One allele alone is that of both strands, as PharmCAT takes it.
    std::optional<bool> has(const std::string& allele) const;
    /// Why it is open, in words.
    std::string reason(const std::string& allele) const;
};

/// `gene`: "HLA-B". Alleles that are not expressed keep their N and are no *57:01.
HlaTyping read_hla_typing(std::string_view gene, std::string_view text);

}  // namespace strandline::clinic
