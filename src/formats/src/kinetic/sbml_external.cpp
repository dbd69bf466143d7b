#include "sbml_external.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/text.hpp>

#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace strandline::formats {
namespace {

namespace fs = std::filesystem;

class ExternalFinder {
public:
    Result<void> find(const SbmlOutline& outline, const fs::path& path) {
        for (const SbmlOutline::External& each : outline.externals) STRANDLINE_CHECK(find_one(each, path));
        return {};
    }

    std::vector<Source> take() { return std::move(files_); }

private:
    Result<void> find_one(const SbmlOutline::External& external, const fs::path& from) {
        std::string source = external.source;
        if (source.starts_with("file:")) source.erase(0, 5);
        const fs::path path = from.parent_path() / source;
        std::error_code no_matter;
        if (!fs::is_regular_file(path, no_matter)) return fail(missing(external, from));
        if (!seen_.insert(path.lexically_normal().string()).second) return {};
        STRANDLINE_TRY(const Source file, Source::open(path));
        STRANDLINE_TRY(const std::string bytes, file.read_all());
        STRANDLINE_TRY(const SbmlOutline outline, outline_sbml(bytes, file.name()));
        if (outline.draws)
            return fail(Error::input("sbml.external", "a model of another file draws random numbers")
                            .at({.file = file.name()})
                            .expected("draws in the file of the whole model alone")
                            .found("a <csymbol> of the package distrib in '{}'", printable(external.source))
                            .mend("copy the model definition into the file that uses it"));
        files_.push_back(file);
        return find(outline, path);
    }

    static Error missing(const SbmlOutline::External& external, const fs::path& from) {
        std::vector<std::string> beside;
        std::error_code no_matter;
        for (fs::directory_iterator at(from.parent_path().empty() ? "." : from.parent_path(), no_matter), end;
             !no_matter && at != end && beside.size() < 1000; at.increment(no_matter))
            beside.push_back(at->path().filename().string());
        std::set<std::string> in_order(beside.begin(), beside.end());
        return Error::input("sbml.external", "the file '{}' that a model is taken from is not there",
                            printable(external.source))
            .at(external.place)
            .expected("a file, its path relative to this one")
            .found("none")
            .mend("put the file there, or correct the path")
            .candidates(nearest(external.source, {in_order.begin(), in_order.end()}));
    }

    std::set<std::string> seen_;
    std::vector<Source> files_;
};

}  // namespace

Result<std::vector<Source>> external_files(const SbmlOutline& outline, const fs::path& path) {
    if (!path.empty() || outline.externals.empty()) {
        ExternalFinder finder;
        STRANDLINE_CHECK(finder.find(outline, path));
        return finder.take();
    }
    return fail(Error::input("sbml.external", "the model is made of models of other files")
                    .at(outline.externals.front().place)
                    .expected("a file, with the others beside it")
                    .found("text that has no folder")
                    .mend("give the path of the file"));
}

}  // namespace strandline::formats
