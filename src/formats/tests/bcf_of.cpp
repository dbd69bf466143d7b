// Apart from other tests, since htslib calls many things by short names.
#include "bcf_of.hpp"

#include <strandline/base/file.hpp>

#include <doctest/doctest.h>
#include <htslib/hts.h>
#include <htslib/tbx.h>
#include <htslib/vcf.h>
#include <unistd.h>

#include <filesystem>

namespace strandline::formats::testing {

std::string bcf_of(const std::string& text) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("strandline_bcf_" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    const std::string from = folder / "a.vcf", to = folder / "a.bcf";
    auto sink = FileSink::create(from);
    REQUIRE(sink.has_value());
    (*sink)->write(text);
    REQUIRE((*sink)->commit(true).has_value());
    htsFile* in = hts_open(from.c_str(), "r");
    htsFile* out = hts_open(to.c_str(), "wb");
    REQUIRE((in && out));
    bcf_hdr_t* header = bcf_hdr_read(in);
    REQUIRE(bcf_hdr_write(out, header) == 0);
    bcf1_t* record = bcf_init();
    while (bcf_read(in, header, record) == 0) REQUIRE(bcf_write(out, header, record) == 0);
    bcf_destroy(record);
    bcf_hdr_destroy(header);
    hts_close(in);
    REQUIRE(hts_close(out) == 0);
    auto source = Source::open(to);
    REQUIRE(source.has_value());
    std::string bytes = *source->read_all();
    std::filesystem::remove_all(folder);
    return bytes;
}

void index_beside(const std::string& path) {
    if (path.ends_with(".bcf"))
        REQUIRE(bcf_index_build(path.c_str(), 14) == 0);
    else
        REQUIRE(tbx_index_build(path.c_str(), 0, &tbx_conf_vcf) == 0);
}

}  // namespace strandline::formats::testing
