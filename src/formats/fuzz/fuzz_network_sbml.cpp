#include <strandline/formats/network.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// A model that is read is read again the same from what is written of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    if (size == 0 || data[0] != '<') return 0;
    Context context;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    const auto network = formats::read_network(source, context);
    if (!network) return 0;
    MemorySink json, sbml;
    static_cast<void>(formats::write_cobra_json(*network, json));
    static_cast<void>(formats::write_sbml(*network, sbml));
    const auto from_json = formats::read_network(Source::memory("json", json.bytes()), context);
    if (!from_json || *from_json != *network) std::abort();
    const auto from_sbml = formats::read_network(Source::memory("sbml", sbml.bytes()), context);
    if (!from_sbml || *from_sbml != *network) std::abort();
    return 0;
}
