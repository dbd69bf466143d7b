#include <strandline/formats/run_table.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace strandline;
using namespace strandline::formats;
using domain::Missing;
using domain::Reading;
using domain::RunData;

namespace {

Result<RunData> read(std::string text) { return read_run(Source::memory("run.csv", std::move(text))); }

RunData sound(std::string text) {
    auto run = read(std::move(text));
    REQUIRE(run);
    return std::move(*run);
}

std::size_t missing(const RunData& run, Missing why) {
    return static_cast<std::size_t>(std::ranges::count(run.readings, why, &Reading::missing));
}

}  // namespace

TEST_CASE("run table: names, units, values; empty cells are no readings") {
    const RunData run = sound("\xef\xbb\xbfTime,X,DO\r\nmin,g/L,%\r\n0,1.5,98\r\n30,,97\r\n60,2e0,\r\n");
    REQUIRE(run.signals.size() == 2);
    CHECK(run.signals[0] == domain::Signal{"X", "g/L"});
    REQUIRE(run.readings.size() == 4);
    CHECK(run.readings[2].time == 0.5);
    CHECK(run.readings[2].value == 97);
    CHECK(run.readings[3].value == 2);
    CHECK(run.readings[3].arrival == 1);
    CHECK(run.remarks.empty());
}

TEST_CASE("run table: what is no measurement is missing, never zero") {
    const RunData run = sound(
        "t;X;X.quality;Y\nh;g/L;;mmol/L\n0;1;good;NaN\n1;2;bad;n/a\n2;3;192;inf\n3;;stale;-\n4;5;64;1\n");
    CHECK(missing(run, Missing::not_a_number) == 4);
    CHECK(missing(run, Missing::bad_quality) == 2);
    CHECK(missing(run, Missing::stale) == 1);
    CHECK(missing(run, Missing::no) == 3);
    CHECK(run.remarks == std::vector<std::string>{"Y: 4 readings not a number",
                                                  "X: 2 readings of bad quality", "X: 1 reading stale"});
}

TEST_CASE("run table: duplicates and clock steps") {
    const RunData run =
        sound("t\tX\nh\tg/L\n0\t1\n1\t2\n1\t2\n1\t2.5\n2\t3\n9\t50\n3\t4\n4\t5\n2.5\t60\n5\t6\n");
    CHECK(missing(run, Missing::duplicate) == 1);
    CHECK(missing(run, Missing::clock_step) == 2);
    CHECK(missing(run, Missing::no) == 6);
    for (const Reading& reading : run.readings)
        if (reading.missing == Missing::no) CHECK(reading.value == reading.time + 1);
    CHECK(run.remarks == std::vector<std::string>{"X: 1 reading of a time that has another value",
                                                  "X: 2 readings of a clock that stepped",
                                                  "1 reading repeated and taken once"});
}

TEST_CASE("run table: assays arrive later than their sample") {
    const RunData run = sound("t,arrival,X,OUR\nh,h,g/L,mmol/L/h\n1,,,10\n2,,,11\n1,3,5,\n4,,,12\n");
    REQUIRE(run.readings.size() == 4);
    CHECK(run.readings[2].signal == 0);
    CHECK(run.readings[2].time == 1);
    CHECK(run.readings[2].arrival == 3);
    CHECK(missing(run, Missing::no) == 4);
}

TEST_CASE("run table: dates, with zones, count from the first row") {
    const RunData run =
        sound("t,X\ndate,g/L\n2026-03-01 08:30:00,1\n2026-03-01T10:00:00+01:00,2\n2026-03-02,3\n");
    CHECK(run.readings[1].time == doctest::Approx(0.5));
    CHECK(run.readings[2].time == doctest::Approx(15.5));
    CHECK_FALSE(read("t,X\ndate,g/L\n2026-13-01 08:30:00,1\n"));
    CHECK_FALSE(read("t,X\ndate,g/L\n01.03.2026,1\n"));
}

TEST_CASE("run table: errors say where and what") {
    const auto code = [](std::string text) {
        const auto run = read(std::move(text));
        return run ? std::string("read") : format("{} {}", run.error().code(), run.error().place().line);
    };
    CHECK(code("") == "run.empty 0");
    CHECK(code("t,X\n") == "run.empty 0");
    CHECK(code("t,X\nh,g/L\n") == "run.empty 0");
    CHECK(code("t,X\n0,1\n1,2\n") == "run.units 2");
    CHECK(code("t,X\nh\n1,2\n") == "run.units 2");
    CHECK(code("t,X\nkg,g/L\n1,2\n") == "run.time 2");
    CHECK(code("t,X,X\nh,h,h\n1,2,3\n") == "run.columns 1");
    CHECK(code("t,,X\nh,h,h\n1,2,3\n") == "run.columns 1");
    CHECK(code("t\nh\n1\n") == "run.columns 0");
    CHECK(code("t,X\nh,g/L\n1,2\n2\n") == "run.row 4");
    CHECK(code("t,X\nh,g/L\n1,abc\n") == "run.value 3");
    CHECK(code("t;X\nh;g/L\n1;1,5\n") == "run.value 3");
    CHECK(code("t,X\nh,g/L\nx,1\n") == "run.time 3");
    CHECK(code("t,X\nh,g/L\n1,\"2\n") == "run.row 3");
    CHECK(code("t,arrival,X\nh,h,g/L\n2,1,3\n") == "run.arrival 3");
}

TEST_CASE("run table: no bytes break the reader") {
    rc::check([](const std::string& bytes) { (void)read("t,X\nh,g/L\n" + bytes); });
    rc::check([](const std::string& bytes) { (void)read(bytes); });
}

TEST_CASE("run table: what is written is read back") {
    std::mt19937 random(3);
    for (int trial = 0; trial < 100; ++trial) {
        RunData run;
        run.signals = {{"X", "g/L"}, {"R1/DO, top", "%"}, {"p \"head\"", "bar"}};
        double arrival = 0;
        for (int i = 0; i < 60; ++i) {
            arrival += 0.01 + static_cast<double>(random() % 100) / 7;
            Reading reading{.time = arrival - (random() % 3 == 0 ? 0.005 : 0),
                            .arrival = arrival,
                            .signal = static_cast<std::uint32_t>(random() % 3),
                            .value = static_cast<double>(random()) / 1e6};
            const unsigned kind = random() % 8;
            if (kind == 0) reading.missing = Missing::bad_quality;
            if (kind == 1) reading.missing = Missing::stale, reading.value = NAN;
            if (kind == 2) reading.missing = Missing::not_a_number, reading.value = NAN;
            run.readings.push_back(reading);
        }
        MemorySink sink;
        REQUIRE(write_run(run, sink));
        const RunData back = sound(sink.bytes());
        CHECK(back.signals == run.signals);
        REQUIRE(back.readings.size() == run.readings.size());
        for (std::size_t i = 0; i < run.readings.size(); ++i) {
            const Reading &a = run.readings[i], &b = back.readings[i];
            CHECK(a.time == b.time);
            CHECK(a.arrival == b.arrival);
            CHECK(a.signal == b.signal);
            CHECK(a.missing == b.missing);
            CHECK((a.value == b.value || (std::isnan(a.value) && std::isnan(b.value))));
        }
    }
}
