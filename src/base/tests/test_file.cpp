#include <strandline/base/file.hpp>

#include "helpers.hpp"

#include <doctest/doctest.h>

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

using namespace strandline;
namespace fs = std::filesystem;

namespace {

std::size_t count_files(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::unique_ptr<FileSink> written(const fs::path& path, std::string_view bytes) {
    Result<std::unique_ptr<FileSink>> sink = FileSink::create(path);
    REQUIRE(sink.has_value());
    (*sink)->write(bytes);
    return std::move(*sink);
}

}  // namespace

TEST_CASE("a source reads a file from any place") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "a.txt";
    testing::write(path, "0123456789");
    const Source source = Source::open(path).value();
    CHECK(source.name() == path.string());
    CHECK(source.path() == path);
    CHECK(source.size() == 10);
    CHECK(source.read_all().value() == "0123456789");
    std::array<char, 4> block{};
    CHECK(source.read_at(3, block).value() == 4);
    CHECK(std::string(block.data(), 4) == "3456");
    CHECK(source.read_at(8, block).value() == 2);
    CHECK(source.read_at(10, block).value() == 0);
    CHECK(source.read_at(1000, block).value() == 0);
    CHECK(source.digest().value() == sha256("0123456789"));
    CHECK(source.check_unchanged().has_value());
    REQUIRE(source.identity());
    CHECK(source.identity()->size == 10);
    CHECK(Source::open(path, "genome").value().name() == "genome");
}

TEST_CASE("a mapping outlives its source, of a file and of memory") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "a.txt";
    testing::write(path, "0123456789");
    testing::write(folder.path() / "empty", "");
    const auto text = [](const Mapping& mapping) {
        return std::string(mapping.bytes.begin(), mapping.bytes.end());
    };
    const Mapping of_file = Source::open(path).value().map().value();
    CHECK(text(of_file) == "0123456789");
    const Mapping of_memory = Source::memory("inline", "abc").map().value();
    CHECK(text(of_memory) == "abc");
    CHECK(Source::open(folder.path() / "empty").value().map().value().bytes.empty());
    const Source cut = Source::open(path).value();
    fs::resize_file(path, 3);
    CHECK(cut.map().error().code() == "file.changed");
}

TEST_CASE("a source of memory") {
    const Source source = Source::memory("inline", "abc");
    CHECK(source.name() == "inline");
    CHECK(source.size() == 3);
    CHECK(source.read_all().value() == "abc");
    CHECK(source.digest().value() == sha256("abc"));
    CHECK(source.identity() == nullptr);
    CHECK(source.path().empty());
    CHECK(source.check_unchanged().has_value());
    std::array<char, 4> block{};
    CHECK(source.read_at(1, block).value() == 2);
    CHECK(source.read_at(9, block).value() == 0);
}

TEST_CASE("an empty file is read") {
    const testing::TemporaryFolder folder;
    testing::write(folder.path() / "empty", "");
    const Source source = Source::open(folder.path() / "empty").value();
    CHECK(source.size() == 0);
    CHECK(source.read_all().value().empty());
    CHECK(source.digest().value() == sha256(""));
}

TEST_CASE("a directory is bad input, a missing or closed file the environment") {
    const testing::TemporaryFolder folder;
    const Error directory = Source::open(folder.path()).error();
    CHECK(directory.exit() == Exit::bad_input);
    CHECK(directory.code() == "file.directory");
    CHECK_FALSE(directory.mend().empty());
    const Error missing = Source::open(folder.path() / "nothing").error();
    CHECK(missing.exit() == Exit::environment);
    CHECK(missing.code() == "file.open");
    CHECK(missing.what().find("nothing") != std::string::npos);
    CHECK_FALSE(missing.mend().empty());
    if (::geteuid() == 0) return;  // who may read everything
    testing::write(folder.path() / "secret", "x");
    fs::permissions(folder.path() / "secret", fs::perms::none);
    CHECK(Source::open(folder.path() / "secret").error().exit() == Exit::environment);
}

TEST_CASE("a pipe is read whole") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const std::string bytes(3000000, 'x');
    std::jthread writer([&] { testing::write(path, bytes); });
    const Result<Source> source = Source::open(path, "-");
    REQUIRE(source.has_value());
    CHECK(source->size() == bytes.size());
    CHECK(source->read_all().value() == bytes);
    CHECK(source->digest().value() == sha256(bytes));
    CHECK(source->identity() == nullptr);
}

TEST_CASE("a file that changed since it was opened is noticed") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "a.txt";
    testing::write(path, "before");
    const Source grown = Source::open(path).value();
    testing::write(path, "before and after");
    const Result<void> longer = grown.check_unchanged();
    REQUIRE_FALSE(longer.has_value());
    CHECK(longer.error().code() == "file.changed");
    CHECK(longer.error().exit() == Exit::environment);

    const Source touched = Source::open(path).value();
    fs::last_write_time(path, fs::last_write_time(path) - std::chrono::hours(1));
    CHECK_FALSE(touched.check_unchanged().has_value());
}

TEST_CASE("a file appears whole under its name, or not at all") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "out.tsv";
    {
        const auto sink = written(path, "half of it");
        CHECK(sink->status().has_value());
        CHECK_FALSE(fs::exists(path));
        CHECK(testing::read(sink->temporary_path()) == "half of it");
    }
    CHECK(count_files(folder.path()) == 0);

    auto sink = written(path, "all ");
    sink->write("of it\n");
    CHECK(sink->size() == 10);
    CHECK(sink->digest().value() == sha256("all of it\n"));
    CHECK(sink->commit(false).has_value());
    sink.reset();
    CHECK(testing::read(path) == "all of it\n");
    CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("a large file is written and hashed on the way") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "large";
    std::string all;
    auto sink = FileSink::create(path).value();
    for (int i = 0; i < 50000; ++i) {
        const std::string piece = std::to_string(i) + std::string(100, 'x');
        sink->write(piece);
        all += piece;
    }
    CHECK(sink->size() == all.size());
    CHECK(sink->digest().value() == sha256(all));
    CHECK(sink->commit(false).has_value());
    CHECK(Source::open(path).value().digest().value() == sha256(all));
}

TEST_CASE("the hash of what was written so far does not end the writing") {
    const testing::TemporaryFolder folder;
    const auto sink = FileSink::create(folder.path() / "out").value();
    sink->write("ab");
    CHECK(sink->digest().value() == sha256("ab"));
    CHECK(sink->digest().value() == sha256("ab"));
    sink->write("c");
    CHECK(sink->digest().value() == sha256("abc"));
}

TEST_CASE("a failed system call is told in words") {
    const Error error = Error::from_errno("file.write", ENOSPC, "write", "x");
    CHECK(error.exit() == Exit::environment);
    CHECK(error.what() == "cannot write x: No space left on device");
}

TEST_CASE("an existing file is replaced only when that was asked for") {
    const testing::TemporaryFolder folder;
    const fs::path path = folder.path() / "out.tsv";
    testing::write(path, "old");
    const Result<void> refused = written(path, "new")->commit(false);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().exit() == Exit::bad_input);
    CHECK(refused.error().mend().find("--overwrite") != std::string::npos);
    CHECK(testing::read(path) == "old");
    CHECK(count_files(folder.path()) == 1);
    CHECK(written(path, "new")->commit(true).has_value());
    CHECK(testing::read(path) == "new");
    CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("where nothing can be written is said at once") {
    const testing::TemporaryFolder folder;
    const Error missing = FileSink::create(folder.path() / "no" / "such" / "folder.tsv").error();
    CHECK(missing.exit() == Exit::environment);
    CHECK_FALSE(missing.mend().empty());
    const Error directory = FileSink::create(folder.path()).error();
    CHECK(directory.exit() == Exit::bad_input);
}

TEST_CASE("a memory sink keeps what is written") {
    MemorySink memory;
    memory.write("a");
    memory.write("b");
    CHECK(memory.bytes() == "ab");
    CHECK(memory.status().has_value());
}
