#include "kinetic_models.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <regex>
#include <set>
#include <vector>

#include <unistd.h>

// Every level and version of the cases of the SBML test suite (sbml-test-suite 3.4.0) is read.

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
namespace fs = std::filesystem;

namespace {

/// An archive unpacked for as long as this lives.
class Unpacked {
public:
    explicit Unpacked(const fs::path& archive)
        : folder_(fs::temp_directory_path() / ("strandline-sbml-" + std::to_string(::getpid()))) {
        fs::create_directories(folder_);
        const std::string command = "tar --zstd -xf '" + archive.string() + "' -C '" + folder_.string() +
                                    "' --wildcards '*.xml' 2>/dev/null";
        whole_ = std::system(command.c_str()) == 0;
    }
    Unpacked(const Unpacked&) = delete;
    Unpacked& operator=(const Unpacked&) = delete;
    ~Unpacked() {
        std::error_code no_matter;
        fs::remove_all(folder_, no_matter);
    }
    bool whole() const { return whole_; }

    /// Models named as "00001-sbml-l3v2.xml", in order.
    std::vector<fs::path> models() const {
        static const std::regex name("[0-9]{5}-sbml-l[0-9]v[0-9]\\.xml");
        std::vector<fs::path> made;
        for (const auto& entry : fs::recursive_directory_iterator(folder_))
            if (std::regex_match(entry.path().filename().string(), name)) made.push_back(entry.path());
        std::ranges::sort(made);
        return made;
    }

private:
    fs::path folder_;
    bool whole_ = false;
};

/// The archive among the shared data, unpacked; nothing, with words, where it is not there.
std::unique_ptr<Unpacked> unpacked_suite(const std::string& archive) {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const fs::path path = fs::path(shared ? shared : "") / "data/process" / archive;
    if (!shared || !fs::exists(path)) {
        MESSAGE("skipped: STRANDLINE_SHARED is not set, or has no ", path.string());
        return nullptr;
    }
    auto unpacked = std::make_unique<Unpacked>(path);
    if (unpacked->whole()) return unpacked;
    MESSAGE("skipped: tar cannot unpack ", path.string());
    return nullptr;
}

std::set<std::string> failures(const std::string& archive, std::size_t& count) {
    std::set<std::string> failed;
    count = 0;
    const auto unpacked = unpacked_suite(archive);
    if (!unpacked) return failed;
    for (const fs::path& model : unpacked->models()) {
        ++count;
        const auto source = Source::open(model);
        REQUIRE(source.has_value());
        Context context;
        const auto read = read_kinetic_model(*source, context);
        if (read) continue;
        failed.insert(model.filename().string() + " " + read.error().code());
    }
    return failed;
}

}  // namespace

TEST_CASE("every file of the semantic cases is read") {
    std::size_t count = 0;
    const std::set<std::string> failed = failures("sbml-semantic-1214.tar.zst", count);
    if (count == 0) return;
    CHECK(count == 6419);
    // These two take a model from "enzyme_model.xml", which the suite does not have in Level 3 Version 1.
    CHECK(failed ==
          std::set<std::string>{"01167-sbml-l3v1.xml sbml.external", "01168-sbml-l3v1.xml sbml.external"});
}

TEST_CASE("every file of the stochastic cases is read, draws included") {
    std::size_t count = 0;
    const std::set<std::string> failed = failures("sbml-stochastic-67.tar.zst", count);
    if (count == 0) return;
    CHECK(count > 67);
    CHECK(failed.empty());
}

TEST_CASE("models of the semantic cases are the same after they were written and read again") {
    const auto unpacked = unpacked_suite("sbml-semantic-1214.tar.zst");
    if (!unpacked) return;
    std::size_t same = 0, refused = 0;
    for (const fs::path& path : unpacked->models()) {
        if (!path.filename().string().ends_with("l3v2.xml")) continue;
        const auto source = Source::open(path);
        REQUIRE(source.has_value());
        Context context;
        const auto model = read_kinetic_model(*source, context);
        REQUIRE(model.has_value());
        MemorySink sink;
        const auto written = write_kinetic_model(*model, sink);
        if (!written) {
            CHECK(written.error().code() == "sbml.write");
            ++refused;
            continue;
        }
        const domain::KineticModel again = good_model(sink.bytes());
        CHECK_MESSAGE(coarse(again) == coarse(*model), path.filename().string());
        ++same;
    }
    MESSAGE(same, " the same, ", refused, " refused");
    CHECK(same > 1000);
}
