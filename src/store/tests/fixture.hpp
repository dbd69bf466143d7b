#pragma once

#include <strandline/store/workspace.hpp>

#include <doctest/doctest.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace strandline::store::test {

/// A folder of its own for a test, gone afterwards.
class TempFolder {
public:
    TempFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "strandline-store-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    operator const std::filesystem::path&() const { return path_; }

private:
    std::filesystem::path path_;
};

template <class T>
T take(Result<T> result) {
    if (!result) FAIL(render(result.error()));
    return std::move(*result);
}
inline void take(Result<void> result) {
    if (!result) FAIL(render(result.error()));
}
template <class T>
std::string code_of(const Result<T>& result) {
    return result ? "none" : result.error().code();
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

inline std::unique_ptr<Workspace> make_workspace(const std::filesystem::path& folder,
                                                 std::string name = "tester@lab") {
    return take(Workspace::create(folder, {.passphrase = {}, .key_name = std::move(name)}));
}
inline std::unique_ptr<Workspace> reopen(const std::filesystem::path& folder) {
    return take(Workspace::open(folder, {}));
}

/// The bytes live as long as the part is used.
struct Content {
    Content(std::string role, std::string format, std::string bytes, bool is_private = false)
        : source(Source::memory(role, bytes)) {
        part.role = std::move(role);
        part.format = std::move(format);
        part.is_private = is_private;
        part.digest = sha256(bytes);
        part.size = bytes.size();
        part.name = part.role + ".txt";
        part.bytes = &source;
    }
    Part referenced() const {
        Part other = part;
        other.bytes = nullptr;
        return other;
    }
    Source source;
    Part part;
};

inline std::string body_text(Workspace& workspace, const Id& id) {
    MemorySink sink;
    take(workspace.read_body(id, sink));
    return sink.bytes();
}

inline VerifyReport verify(Workspace& workspace, const std::optional<Source>& against = {},
                           const std::vector<PublicKey>& trusted = {}) {
    Context context;
    return take(workspace.verify(against, trusted, context));
}
inline CheckReport check(const std::filesystem::path& folder, bool repair) {
    Context context;
    return take(Workspace::check(folder, repair, context));
}
inline std::string all(const std::vector<std::string>& lines) { return join(lines, "\n"); }

/// A run with one public input and output.
inline Appended simple_run(Workspace& workspace, int number) {
    const Content input("genome", "fasta", format(">chr{}\nACGT\n", number));
    const Content output("hits", "edit.offtargets/1", format("guide\thits\ng{}\t{}\n", number, number * 7));
    Run run;
    run.operation = "edit offtargets";
    run.parameters.set("mismatches", number);
    run.inputs = {input.referenced()};
    run.outputs = {output.part};
    run.cache_fields = {{"parameter mismatches", format("{}", number)},
                        {"input genome", workspace.content_id(input.part.digest, false)}};
    return take(workspace.append(run));
}

/// In a child process; ends with status 0 when all went well.
template <class Work>
pid_t in_child(const Work& work) {
    const pid_t child = fork();
    if (child == 0) {
        alarm(120);
        try {
            _exit(work() ? 0 : 1);
        } catch (...) { _exit(2); }
    }
    return child;
}

inline int status_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace strandline::store::test
