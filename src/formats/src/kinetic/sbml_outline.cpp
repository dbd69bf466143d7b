#include "sbml_outline.hpp"

#include "network/xml_reader.hpp"
#include "sbml_formula.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <optional>

namespace strandline::formats {
namespace {

constexpr std::string_view draw_uri = "http://www.sbml.org/sbml/symbols/distrib/";
/// Packages that are read, or that change no time course though they claim to.
bool is_known_package(std::string_view uri) {
    for (const std::string_view part :
         {"/comp/version1", "/fbc/version", "/groups/version1", "/layout/version1", "/render/version1",
          "/distrib/version1", "/l3v2extendedmath/version1"})
        if (uri.find(part) != std::string_view::npos) return true;
    return false;
}

class Outliner {
public:
    Outliner(std::string_view text, std::string_view file) : begin_(text.data()), in_(text, file) {
        made_.text = text;
    }

    Result<SbmlOutline> read() {
        bool seen_root = false;
        while (!wrong_ && in_.next()) {
            if (in_.event() != XmlReader::Event::start) continue;
            if (!seen_root)
                root();
            else
                element();
            seen_root = true;
        }
        if (in_.error()) return fail(*in_.error());
        if (wrong_) return fail(std::move(*wrong_));
        return std::move(made_);
    }

private:
    void root() {
        if (in_.name() != "sbml" || in_.space() != XmlSpace::core) {
            wrong_ = Error::input("sbml.root", "this XML is no SBML")
                         .at(in_.place())
                         .expected("the element <sbml> in a name space of SBML")
                         .found("<{}> in '{}'", printable(in_.name().substr(0, 60)),
                                printable(in_.uri_of(in_.prefix()).substr(0, 80)))
                         .mend("give a model as SBML; most programs export it");
            return;
        }
        level();
        if (wrong_) return;
        for (const XmlReader::Attribute& each : in_.attributes())
            if (each.name == "required" && !each.prefix.empty() && !wrong_) package(each);
    }

    void level() {
        static constexpr int latest_version[] = {2, 5, 2};
        const std::string level = in_.attribute("level").value_or("");
        const std::string version = in_.attribute("version").value_or("");
        const bool is_level = level.size() == 1 && level[0] >= '1' && level[0] <= '3';
        if (is_level && version.size() == 1 && version[0] >= '1' &&
            version[0] - '0' <= latest_version[level[0] - '1'])
            return;
        wrong_ = Error::input("sbml.level", "SBML of this level and version does not exist")
                     .at(in_.place())
                     .expected("Level 1 Version 1 to 2, Level 2 Version 1 to 5 or Level 3 Version 1 to 2")
                     .found("level \"{}\", version \"{}\"", printable(level.substr(0, 20)),
                            printable(version.substr(0, 20)))
                     .mend("correct the attributes of <sbml>, or export the model as Level 3 Version 2");
    }

    void package(const XmlReader::Attribute& required) {
        const std::string_view uri = in_.uri_of(required.prefix);
        if (required.value != "true" && required.value != "1") return;
        if (is_known_package(uri)) return;
        wrong_ =
            Error::input("sbml.package", "the model needs the package '{}', which is not known here",
                         printable(required.prefix.substr(0, 40)))
                .at(in_.place_of(required.prefix))
                .expected("comp, distrib (version 1), fbc or l3v2extendedmath where a package is required")
                .found("{}", uri.empty() ? "a prefix that no name space is declared for"
                                         : printable(uri.substr(0, 100)))
                .mend("export the model without this package; its mathematics would be wrong without it");
    }

    void element() {
        if (in_.space() == XmlSpace::math) {
            if (in_.name() == "csymbol")
                csymbol();
            else if (in_.name() == "cn")
                large_integer();
        } else if (in_.space() == XmlSpace::other && is_hierarchy()) {
            if (in_.name() == "submodel") made_.hierarchical = true;
            if (in_.name() == "externalModelDefinition") external();
        }
    }

    bool is_hierarchy() const { return in_.uri_of(in_.prefix()).find("/comp/") != std::string_view::npos; }

    void external() {
        for (const XmlReader::Attribute& each : in_.attributes())
            if (each.name == "source")
                made_.externals.push_back({std::string(each.value), in_.place_of(each.value)});
    }

    /// The library's integers have 32 bits; as a real number, which is what <cn> is without a type, it reads
    /// larger ones.
    void large_integer() {
        constexpr std::size_t most_digits = 9;
        std::string_view type;
        for (const XmlReader::Attribute& each : in_.attributes())
            if (each.name == "type" && each.value == "integer" && each.prefix.empty())
                type = {each.name.data(), static_cast<std::size_t>(each.value.end() + 1 - each.name.begin())};
        if (type.empty() || trim(in_.inner_text()).size() <= most_digits) return;
        made_.text.replace(static_cast<std::size_t>(type.data() - begin_), type.size(), type.size(), ' ');
    }

    void csymbol() {
        const std::string uri = in_.attribute("definitionURL").value_or("");
        if (!uri.starts_with(draw_uri)) return;
        const std::string name = uri.substr(draw_uri.size());
        const std::vector<std::string> known = distribution_names();
        if (std::ranges::find(known, name) == known.end()) {
            wrong_ =
                Error::input("sbml.distribution", "'{}' is no distribution", printable(name.substr(0, 60)))
                    .at(in_.place())
                    .expected("one of the package distrib")
                    .found("{}", printable(uri.substr(0, 120)))
                    .mend("correct the definitionURL")
                    .candidates(nearest(name, known));
            return;
        }
        const std::size_t begin = in_.offset();
        const std::string prefix = in_.prefix().empty() ? "" : std::string(in_.prefix()) + ":";
        if (!in_.skip()) return;
        const std::size_t end = made_.text.find('>', in_.offset());
        if (end == std::string::npos) return;
        const std::string call =
            "<" + prefix + "ci>" + std::string(draw_prefix) + name + "</" + prefix + "ci>";
        overwrite(begin, end + 1, call);
        made_.draws = true;
    }

    /// The uri alone is longer than what replaces the element. Lines stay as many as they are.
    void overwrite(std::size_t begin, std::size_t end, std::string_view with) {
        if (end - begin < with.size()) return;
        for (std::size_t i = begin; i < end; ++i)
            if (made_.text[i] != '\n') made_.text[i] = ' ';
        const auto lines = std::ranges::count(made_.text.substr(begin, with.size()), '\n');
        std::ranges::copy(with, made_.text.begin() + static_cast<std::ptrdiff_t>(begin));
        for (std::int64_t i = 0; i < lines && begin + with.size() + static_cast<std::size_t>(i) < end; ++i)
            made_.text[begin + with.size() + static_cast<std::size_t>(i)] = '\n';
    }

    const char* begin_;
    XmlReader in_;
    SbmlOutline made_;
    std::optional<Error> wrong_;
};

}  // namespace

Result<SbmlOutline> outline_sbml(std::string_view text, std::string_view file) {
    return Outliner(text, file).read();
}

}  // namespace strandline::formats
