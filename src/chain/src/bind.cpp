#include "execution.hpp"

#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>

#include <algorithm>
#include <set>

namespace strandline::chain {

namespace {

using operation::Port;

/// Formats that the bytes themselves tell. All others are text whose reader judges it.
const std::set<std::string, std::less<>> told_by_content{
    "fasta", "genbank",           "gff3",          "twobit",       "vcf", "json",      "sbml",
    "xml",   "casoffinder.input", "edit.genome/1", "edit.index/1", "bcf", "cobra.mat", "cobra.yaml"};

/// The first line of a text, gzip or not, without its end; at most 4 KiB of it.
std::string first_line(const Source& source) {
    std::string head(4096, '\0');
    formats::ByteReader in(source);
    const auto count = in.read(head);
    head.resize(count.value_or(0));
    if (head.starts_with("\xEF\xBB\xBF")) head.erase(0, 3);
    head.resize(std::min(head.size(), head.find('\n')));
    if (head.ends_with('\r')) head.pop_back();
    return head;
}

Error does_not_fit(const Port& port, const Source& source, std::string_view found) {
    return Error::input("input.format", "--{} does not take this kind of file", port.name)
        .at({.file = source.name()})
        .expected("{}", join(port.formats, " or "))
        .found("{}", found)
        .mend("{}", "give another file, or look at the formats that the operation's --help names");
}

/// Two bytes a character, with a mark of it in front or ASCII beside zeros.
bool is_utf16(std::string_view head) {
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return true;
    head = head.substr(0, 64);
    std::size_t zeros[2] = {};
    for (std::size_t k = 0; k < head.size(); ++k)
        if (head[k] == '\0') ++zeros[k % 2];
    return head.size() >= 4 && std::ranges::max(zeros) == head.size() / 2 && std::ranges::min(zeros) == 0;
}

/// What is wrong with bytes that are of no known format, where that can be told.
std::optional<Error> fault_of_bytes(const Source& source) {
    std::string head(4096, '\0');
    formats::ByteReader in(source);
    const auto count = in.read(head);
    if (!count) return count.error();
    head.resize(*count);
    if (!is_utf16(head)) return std::nullopt;
    return Error::input("text.utf16", "the text is UTF-16")
        .at({.file = source.name()})
        .expected("UTF-8 or plain text")
        .found("two bytes a character")
        .mend("save the file as UTF-8: iconv -f UTF-16 -t UTF-8 old > new");
}

Result<std::string> format_for(const operation::Registry& registry, const Port& port, const Source& source) {
    const std::string kind = formats::recognise(source);
    const bool takes_any = takes(port, "any");
    const bool is_told = kind != "text" && kind != "empty" && kind != "binary";
    if (takes_any ? is_told : takes(port, kind)) return kind;
    if (kind == "empty")
        return fail(Error::input("input.empty", "the file is empty")
                        .at({.file = source.name()})
                        .expected("{}", join(port.formats, " or "))
                        .found("0 bytes")
                        .mend("check the step that made it, or that its transfer was complete"));
    const auto textual = std::ranges::find_if(
        port.formats, [](const std::string& id) { return !told_by_content.contains(id); });
    if (kind == "text" || kind == "casoffinder.input") {
        const Port* table = registry.table_with_header(first_line(source));
        if (table && takes(port, table->formats.front())) return table->formats.front();
        if (table) return fail(does_not_fit(port, source, "a table of " + table->formats.front()));
        if (textual != port.formats.end()) return takes_any ? "text" : *textual;
    }
    // Text with a stray byte is for the reader to place: it names line and column.
    if (kind == "binary" && textual != port.formats.end() && !takes_any) return *textual;
    if (kind == "binary")
        if (auto wrong = fault_of_bytes(source)) return fail(std::move(*wrong));
    return fail(does_not_fit(port, source,
                             kind == "text"     ? "plain text"
                             : kind == "binary" ? "bytes of no known format"
                                                : kind));
}

bool names_a_file(const std::string& words) {
    std::error_code ignored;
    return std::filesystem::exists(words, ignored);
}

/// A list is words joined by commas or spaces, none of which looks like a path that is missing.
bool looks_like_path(const std::string& words) {
    for (const std::string_view end : {".txt", ".tsv", ".csv", ".gz", ".list"})
        if (words.ends_with(end)) return true;
    return words.find('/') != std::string::npos;
}

Source list_source(const Port& port, std::string words) {
    std::ranges::replace(words, ',', '\n');
    std::ranges::replace(words, ' ', '\n');
    std::string lines;
    for (const std::string_view word : split(words, '\n'))
        if (!trim(word).empty()) lines += std::string(trim(word)) + "\n";
    return Source::memory("--" + port.name, lines);
}

Result<BoundInput> bind_object(Session::State& session, const Port& port, const std::string& words) {
    STRANDLINE_TRY(store::Workspace * workspace, session.required_workspace());
    const auto ids = workspace->ids_with_prefix(words);
    if (ids.size() != 1)
        return fail(
            Error::input("object.unknown", "{}",
                         ids.empty() ? format("no object '{}' in this workspace", words)
                                     : format("'{}' names several objects", words))
                .mend("'strandline thread log' lists what there is; give more digits when several match"));
    STRANDLINE_TRY(const store::ArtefactFacts facts, workspace->artefact(ids.front()));
    if (!takes(port, facts.format))
        return fail(Error::input("input.format", "--{} does not take object {}", port.name, words)
                        .expected("{}", join(port.formats, " or "))
                        .found("{}", facts.format));
    STRANDLINE_TRY(Source source, workspace->open_body(facts.id));
    STRANDLINE_TRY(const Digest digest, source.digest());
    return BoundInput{
        .role = port.name,
        .format = facts.format,
        .name = "object:" + words,
        .digest = digest,
        .size = source.size(),
        .content = facts.is_private ? "artefact:" + facts.id.text() : workspace->content_id(digest, false),
        .is_private = facts.is_private,
        .artefact = facts.id,
        .source = source};
}

std::optional<store::Id> artefact_of(store::Workspace& workspace, const Digest& body,
                                     const std::string& format) {
    std::optional<store::Id> id;
    for (const store::ArtefactFacts& known : workspace.artefacts_with_body(body))
        if (known.format == format) id = known.id;
    return id;
}

/// JSON of ours looks like any other: when a run here made these very bytes as something that the port takes,
/// that is what they are, and the trace goes on through them.
void take_known_format(store::Workspace& workspace, const Port& port, BoundInput& bound) {
    for (const store::ArtefactFacts& known : workspace.artefacts_with_body(bound.digest))
        if (!known.is_private && takes(port, known.format)) {
            bound.format = known.format;
            bound.artefact = known.id;
            return;
        }
}

/// A compressed copy of what is private here is private, and where the formats agree it is that artefact.
void take_compressed_private(store::Workspace& workspace, BoundInput& bound, const Source& source) {
    const bool may_hold_private = workspace.has_private(bound.format) || bound.format == "json";
    if (!may_hold_private || !formats::is_gzip(source)) return;
    const auto content = formats::content_of(source);
    if (!content) return;  // damaged: for the reader to judge
    for (const store::ArtefactFacts& known : workspace.private_artefacts_with_content(content->digest)) {
        bound.is_private = true;
        if (known.format != bound.format) continue;
        bound.artefact = known.id;
        bound.digest = content->digest;
        bound.size = content->size;
        bound.is_compressed = true;
    }
}

/// The files in a folder and its folders, sorted, as words to bind; hidden ones left out.
Result<std::vector<std::string>> files_in(const std::string& words, const std::filesystem::path& folder) {
    std::vector<std::string> files;
    std::error_code failed;
    std::filesystem::recursive_directory_iterator at(folder / words, failed);
    for (; !failed && at != std::filesystem::recursive_directory_iterator(); at.increment(failed)) {
        std::error_code ignored;
        if (at->path().filename().native().starts_with('.'))
            at.disable_recursion_pending();
        else if (at->is_regular_file(ignored))
            files.push_back(
                (std::filesystem::path(words) / at->path().lexically_relative(folder / words)).string());
    }
    if (failed) return fail(Error::from_errno("file.open", failed.value(), "cannot read the folder", words));
    if (files.empty())
        return fail(Error::input("input.folder", "there is no file in {}", words)
                        .expected("a folder with files")
                        .found("none")
                        .mend("name the folder that holds them"));
    std::ranges::sort(files);
    return files;
}

}  // namespace

bool takes(const Port& port, std::string_view format_id) {
    return std::ranges::any_of(port.formats,
                               [&](const std::string& id) { return id == format_id || id == "any"; });
}

Result<BoundInput> bind_source(Session::State& session, const operation::Registry& registry, const Port& port,
                               Source source) {
    BoundInput bound;
    bound.role = port.name;
    bound.name = source.name();
    bound.size = source.size();
    bound.is_private = port.privacy_level != operation::Privacy::open;
    STRANDLINE_TRY(bound.format, format_for(registry, port, source));
    STRANDLINE_TRY(store::Workspace * workspace, session.workspace());
    if (workspace) {
        // What a run here read or made as a person's is a person's, whatever it is given for.
        if (!bound.is_private) take_compressed_private(*workspace, bound, source);
        if (!bound.is_compressed) {
            STRANDLINE_TRY(bound.digest,
                           workspace->digest_of(source, session.options.rehash, bound.is_private));
        }
        if (!bound.is_private)
            bound.is_private = !workspace->private_artefacts_with_content(bound.digest).empty();
        bound.content = workspace->content_id(bound.digest, bound.is_private);
        if (!bound.is_private) bound.artefact = artefact_of(*workspace, bound.digest, bound.format);
        if (!bound.is_private && !bound.artefact) take_known_format(*workspace, port, bound);
        // A table of ours that was compressed is still that table, so that the trace goes on through it.
        const bool is_own_table = bound.format.find('/') != std::string::npos;
        if (!bound.is_private && !bound.artefact && is_own_table && formats::is_gzip(source))
            if (const auto content = formats::content_of(source))
                if (const auto known = artefact_of(*workspace, content->digest, bound.format)) {
                    bound.artefact = known;
                    bound.digest = content->digest;
                    bound.size = content->size;
                    bound.is_compressed = true;
                    bound.content = workspace->content_id(content->digest, false);
                }
    }
    bound.source = std::move(source);
    return bound;
}

Result<BoundInput> bind_words(Session::State& session, const operation::Registry& registry, const Port& port,
                              const std::string& words, const std::filesystem::path& folder) {
    if (words.starts_with("object:")) return bind_object(session, port, words.substr(7));
    if (words.starts_with("list:"))
        return bind_source(session, registry, port, list_source(port, words.substr(5)));
    std::string path = words.starts_with("file:") ? words.substr(5) : words;
    const std::filesystem::path full =
        std::filesystem::path(path).is_absolute() ? std::filesystem::path(path) : folder / path;
    const bool is_list = port.takes_list && path == words && !names_a_file(full) && !looks_like_path(words);
    if (is_list) return bind_source(session, registry, port, list_source(port, words));
    STRANDLINE_TRY(Source source, Source::open(folder == "." ? std::filesystem::path(path) : full, path));
    return bind_source(session, registry, port, std::move(source));
}

Result<std::vector<BoundInput>> bind_words_or_folder(Session::State& session,
                                                     const operation::Registry& registry, const Port& port,
                                                     const std::string& words,
                                                     const std::filesystem::path& folder) {
    std::vector<std::string> files{words};
    std::error_code ignored;
    if (port.takes_folder && std::filesystem::is_directory(folder / words, ignored)) {
        STRANDLINE_TRY(files, files_in(words, folder));
    }
    std::vector<BoundInput> bound;
    for (const std::string& file : files) {
        STRANDLINE_TRY(BoundInput input, bind_words(session, registry, port, file, folder));
        bound.push_back(std::move(input));
    }
    return bound;
}

}  // namespace strandline::chain
