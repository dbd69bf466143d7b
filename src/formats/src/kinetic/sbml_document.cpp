#include "sbml_document.hpp"

#include "sbml_external.hpp"

#include <strandline/base/text.hpp>

#include <sbml/SBMLReader.h>
#include <sbml/conversion/ConversionProperties.h>

#include <set>
#include <string>
#include <utility>

namespace strandline::formats {
namespace {

/// The library repeats the rule of the specification; what is of this file comes last.
std::string words_of(const SBMLError& error) {
    std::string_view text = trim(error.getMessage());
    if (const std::size_t at = text.find("\nReference:"); at != std::string_view::npos) {
        const std::string_view behind = text.substr(at + 1);
        const std::size_t end = behind.find('\n');
        const std::string_view own = end == std::string_view::npos ? "" : trim(behind.substr(end));
        text = own.empty() ? text.substr(0, at) : own;
    }
    std::string made;
    for (const char c : text.substr(0, 300)) {
        const char plain = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        if (plain != ' ' || (!made.empty() && made.back() != ' ')) made += plain;
    }
    return printable(made);
}

/// Draws were told apart before: their package is known, though not to the library.
bool concerns_draws(const SBMLError& error) {
    return error.getErrorId() == RequiredPackagePresent &&
           error.getMessage().find("'distrib'") != std::string::npos;
}

/// What changes no time course: identifiers of meanings, notes, annotations, and packages of drawings, groups
/// and fluxes.
bool is_of_no_matter(const SBMLError& error) {
    const unsigned id = error.getErrorId();
    const bool of_meaning =
        id == InvalidSBOTermSyntax || id == InvalidMetaidSyntax || (id >= 10700 && id < 10800);
    const bool of_notes = (id >= 10400 && id < 10500) || (id >= 10800 && id < 10900);
    const std::string package = error.getPackage();
    return of_meaning || of_notes || !(package.empty() || package == "core" || package == "comp");
}

Result<void> check_log(const SBMLDocument& document, const SbmlText& text, std::string_view code) {
    Errors errors;
    std::set<std::string> said;  // the library says some things once for each place they touch
    for (unsigned i = 0; i < document.getNumErrors(); ++i) {
        const SBMLError& error = *document.getError(i);
        if (!(error.isError() || error.isFatal()) || concerns_draws(error) || is_of_no_matter(error))
            continue;
        const std::string what{trim(error.getShortMessage())};
        if (!said.insert(what + words_of(error)).second) continue;
        errors.add(Error::input(std::string(code), "{}", what.empty() ? "this is not valid SBML" : what)
                       .at(text.place(error.getLine(), error.getColumn()))
                       .expected("valid SBML")
                       .found("{}", words_of(error))
                       .mend("correct the element; the validator at sbml.org tells more"));
    }
    if (errors.any()) return fail(errors.take());
    return {};
}

Result<void> flatten(SBMLDocument& document, const SbmlText& text, const std::filesystem::path& path) {
    document.getErrorLog()->clearLog();
    ConversionProperties properties;
    properties.addOption("flatten comp", true);
    properties.addOption("performValidation", true);
    properties.addOption("leavePorts", false);
    properties.addOption("basePath", path.empty() ? std::string(".") : path.parent_path().string());
    const int status = document.convert(properties);
    STRANDLINE_CHECK(check_log(document, text, "sbml.submodels"));
    if (status == LIBSBML_OPERATION_SUCCESS) return {};
    return fail(Error::input("sbml.submodels", "the submodels cannot be joined to one model")
                    .at({.file = text.file()})
                    .expected("submodels, ports and replacements as the package comp describes")
                    .found("the library gives up with status {}", status)
                    .mend("check the model with the validator at sbml.org, or export it flattened"));
}

}  // namespace

Result<std::unique_ptr<SBMLDocument>> read_document(const SbmlOutline& outline, SbmlText& text,
                                                    const std::filesystem::path& path) {
    std::unique_ptr<SBMLDocument> document(readSBMLFromString(outline.text.c_str()));
    STRANDLINE_CHECK(check_log(*document, text, "sbml.invalid"));
    if (!document->getModel())
        return fail(Error::input("sbml.no_model", "the SBML has no model")
                        .at({.file = text.file()})
                        .expected("<model> inside <sbml>")
                        .found("none")
                        .mend("check the program that wrote the file"));
    if (!outline.externals.empty()) {
        STRANDLINE_CHECK(external_files(outline, path));
        text.has_other_files();
        document->setLocationURI("file:" + path.string());
    }
    if (outline.hierarchical) STRANDLINE_CHECK(flatten(*document, text, path));
    return document;
}

}  // namespace strandline::formats
