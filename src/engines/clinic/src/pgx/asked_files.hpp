#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// Files that are read as one, and which of their samples are answered: a cohort in a file, or in several of
/// a chromosome each.
struct AskedFiles {
    std::vector<Source> files;
    std::vector<std::string> samples;  // in the order of answers: each is in all of the files
    bool has_all = false;              // no others are in them
};

/// Samples that are in the same files are answered together: in the order of the first of these, or as
/// wanted; all where none is wanted. A file that has some of them and lacks others is told. Errors:
/// "clinic.sample" (wanted, and in no file), "clinic.sample.part" (such a gap, and what is absent would be
/// taken as reference), and those of reading headers.
Result<std::vector<AskedFiles>> asked_files(std::span<const Source> files,
                                            const std::vector<std::string>& wanted, bool absent_to_ref,
                                            Context& context);

}  // namespace strandline::clinic
