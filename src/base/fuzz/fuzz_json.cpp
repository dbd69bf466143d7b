// Any bytes: refused with a place and a way to mend them, or read, and then the canonical form is a fixed
// point.
#include <strandline/base/json.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<Json> json = Json::parse(text, "fuzz.json");
    if (!json) {
        const Error& error = json.error();
        STRANDLINE_ASSERT(error.exit() == Exit::bad_input);
        STRANDLINE_ASSERT(error.place().line >= 1 && error.place().column >= 1 && error.place().length >= 1);
        STRANDLINE_ASSERT(!error.mend().empty());
        STRANDLINE_ASSERT(is_valid_utf8(render(error)));
        STRANDLINE_ASSERT(Json::parse(render(error, ErrorForm::json)).has_value());
        return 0;
    }
    STRANDLINE_ASSERT(is_valid_utf8(text));
    const std::string canonical = json->canonical();
    const Result<Json> again = Json::parse(canonical);
    STRANDLINE_ASSERT(again.has_value());
    STRANDLINE_ASSERT(*again == *json);
    STRANDLINE_ASSERT(again->canonical() == canonical);
    const Result<Json> from_pretty = Json::parse(json->pretty());
    STRANDLINE_ASSERT(from_pretty.has_value() && *from_pretty == *json);
    return 0;
}
