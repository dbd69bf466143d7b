#pragma once

#include <strandline/base/error.hpp>

#include <sbml/SBase.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// The text of an SBML file, to say where elements that libsbml made of it stand. Elements that came from
/// other files have no line here: `of_one_file` false gives the file alone.
class SbmlText {
public:
    SbmlText(std::string_view text, std::string_view file);

    std::string_view text() const { return text_; }
    const std::string& file() const { return file_; }
    void has_other_files() { of_one_file_ = false; }

    /// The start tag of an element.
    Place place(const SBase& element) const;
    /// As the library's errors say it: behind the tag.
    Place place(unsigned line, unsigned column) const;
    /// The value of an attribute in the element's start tag; the tag where it is not found.
    Place attribute(const SBase& element, std::string_view name) const;
    /// Where mathematics inside of the element names `name`; the tag where it is not found.
    Place inside(const SBase& element, std::string_view name) const;

private:
    static constexpr std::size_t nowhere = std::string_view::npos;
    std::size_t tag(unsigned line, unsigned column) const;
    Place place_at(std::size_t offset, std::size_t length) const;

    std::string_view text_;
    std::string file_;
    std::vector<std::size_t> lines_;  // where each begins
    unsigned lines_before_;           // that the library puts before a text without an XML declaration
    bool of_one_file_ = true;
};

}  // namespace strandline::formats
