#include "readers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>
#include <strandline/formats/reader.hpp>

namespace strandline::formats {

/// The largest models, of whole bodies, have a tenth of it; what is more after decompression is no model.
constexpr std::size_t most_bytes = std::size_t{1} << 31;

Result<domain::Network> read_network(const Source& source, Context&) {
    STRANDLINE_TRY(const std::string bytes, read_bytes(source, most_bytes));
    std::string_view text = bytes;
    if (is_matlab5(text) || is_hdf5(text)) return read_cobra_mat(text, source.name());
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return fail(Error::input("model.empty", "the file is empty")
                        .at({.file = source.name()})
                        .expected("a metabolic model")
                        .found("{}", counted(bytes.size(), "byte"))
                        .mend("check the step that made it, or that its transfer was complete"));
    if (text[begin] == '<') return read_sbml(text, source.name());
    if (text[begin] == '{' || text[begin] == '[') return read_cobra_json(text, source.name());
    if (is_cobra_yaml(text)) return read_cobra_yaml(text, source.name());
    return fail(
        Error::input("model.none", "this is no metabolic model")
            .at({.file = source.name()})
            .expected("SBML, or COBRA's JSON, YAML or MAT form")
            .found("'{}'", printable(trim(text.substr(begin, text.find('\n', begin) - begin)).substr(0, 60)))
            .mend("give a model in one of these forms"));
}

}  // namespace strandline::formats
