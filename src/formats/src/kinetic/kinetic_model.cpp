#include "network/json_place.hpp"
#include "network/utf8_text.hpp"
#include "sbml_document.hpp"
#include "sbml_external.hpp"
#include "sbml_model.hpp"
#include "sbml_outline.hpp"
#include "sbml_text.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <mutex>
#include <optional>

namespace strandline::formats {
namespace {

/// Whole-cell models have a tenth of it; what is more after decompression is no model.
constexpr std::size_t most_bytes = std::size_t{1} << 30;

Result<void> check_characters(std::string_view text, const std::string& file) {
    const auto control = std::ranges::find_if(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
    });
    if (control != text.end())
        return fail(Error::input("xml.control", "a control character stands in the XML")
                        .at(text_place(text, file, static_cast<std::size_t>(control - text.begin())))
                        .expected("characters that XML 1.0 allows, as UTF-8")
                        .found("byte {:02X}", static_cast<unsigned char>(*control))
                        .mend("remove it; the file may be damaged, or in UTF-16"));
    const std::size_t bad = first_invalid_utf8(text);
    if (bad == std::string_view::npos) return {};
    // The library knows other encodings, where the file names one.
    const std::string head = lower(text.substr(0, std::min<std::size_t>(bad, 200)));
    if (head.find("encoding=") != std::string::npos && head.find("utf-8") == std::string::npos) return {};
    return fail(Error::input("xml.utf8", "the bytes are not valid UTF-8")
                    .at(text_place(text, file, bad))
                    .expected("UTF-8, or an XML declaration that names the encoding")
                    .found("byte {:02X}", static_cast<unsigned char>(text[bad]))
                    .mend("save the file as UTF-8; it may be Latin-1"));
}

Result<void> check_is_xml(std::string_view text, const std::string& file) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return fail(Error::input("sbml.empty", "the file is empty")
                        .at({.file = file})
                        .expected("a kinetic model as SBML")
                        .found("{}", counted(text.size(), "byte"))
                        .mend("check the step that made it, or that its transfer was complete"));
    if (text[begin] == '<') return {};
    return fail(
        Error::input("sbml.none", "this is no SBML")
            .at(text_place(text, file, begin))
            .expected("XML, beginning with '<'")
            .found("'{}'", printable(trim(text.substr(begin, text.find('\n', begin) - begin)).substr(0, 60)))
            .mend("give a kinetic model as SBML; most programs export it"));
}

}  // namespace

Result<domain::KineticModel> read_kinetic_model(const Source& source, Context&) {
    STRANDLINE_TRY(const std::string bytes, read_bytes(source, most_bytes));
    std::string_view whole = bytes;
    if (whole.starts_with("\xEF\xBB\xBF")) whole.remove_prefix(3);
    STRANDLINE_CHECK(check_is_xml(whole, source.name()));
    STRANDLINE_CHECK(check_characters(whole, source.name()));
    STRANDLINE_TRY(const SbmlOutline outline, outline_sbml(whole, source.name()));
    SbmlText text(whole, source.name());
    static std::mutex one_at_a_time;  // the library's tables of packages are not made for threads
    const std::lock_guard lock(one_at_a_time);
    STRANDLINE_TRY(const auto document, read_document(outline, text, source.path()));
    return read_model(*document->getModel(), text);
}

/// Only what names other files is looked into: what is wrong with all else is told when it is read.
Result<std::vector<Source>> submodel_files(const Source& source) {
    STRANDLINE_TRY(const std::string bytes, read_bytes(source, most_bytes));
    if (bytes.find("externalModelDefinition") == std::string::npos) return std::vector<Source>{};
    STRANDLINE_TRY(const SbmlOutline outline, outline_sbml(bytes, source.name()));
    return external_files(outline, source.path());
}

}  // namespace strandline::formats
