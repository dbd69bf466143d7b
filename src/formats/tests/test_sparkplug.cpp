#include <strandline/formats/sparkplug.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <random>

using namespace strandline;
using namespace strandline::formats;

namespace {

using Quality = SparkplugReading::Quality;

SparkplugMetric metric(std::string name, std::optional<double> value, std::optional<std::uint64_t> alias = {},
                       std::uint64_t time = 1000) {
    return {.name = std::move(name),
            .alias = alias,
            .timestamp_ms = time,
            .datatype = 10,
            .null = !value,
            .number = value};
}

std::string birth(double session, std::uint64_t seq = 0) {
    SparkplugMetric bd{.name = "bdSeq", .datatype = 8, .number = session};
    SparkplugMetric oxygen = metric("DO", 95.0, 1);
    oxygen.unit = "%";
    return encode_sparkplug({1000, seq, {bd, oxygen, metric("pH", 7.0, 2)}});
}

std::string data(std::uint64_t seq, double value, std::uint64_t time = 2000) {
    return encode_sparkplug({time, seq, {metric("", value, 1, time)}});
}

std::vector<double> values(const std::vector<SparkplugReading>& readings) {
    std::vector<double> all;
    for (const auto& reading : readings) all.push_back(reading.value.value_or(-1));
    return all;
}

}  // namespace

TEST_CASE("sparkplug: what is written is read") {
    SparkplugMetric whole{.name = "count", .datatype = 3, .number = -7.0};
    SparkplugMetric wide{.name = "wide", .datatype = 4, .number = -1e12};
    SparkplugMetric single{.name = "single", .datatype = 9, .number = 0.5};
    SparkplugMetric flag{.name = "on", .datatype = 11, .historical = true, .number = 1.0};
    SparkplugMetric words{.name = "phase", .datatype = 12, .text = "feeding"};
    SparkplugMetric none{.name = "gone", .datatype = 10, .null = true, .quality = 500, .unit = "g/L"};
    const SparkplugPayload sent{
        12345, 255, {whole, wide, single, flag, words, none, metric("x", 1e-300, 1ULL << 40)}};
    const auto got = decode_sparkplug(encode_sparkplug(sent));
    REQUIRE(got);
    CHECK(*got->timestamp_ms == 12345);
    CHECK(*got->seq == 255);
    REQUIRE(got->metrics.size() == 7);
    CHECK(*got->metrics[0].number == -7);
    CHECK(*got->metrics[1].number == -1e12);
    CHECK(*got->metrics[2].number == 0.5);
    CHECK(got->metrics[3].historical);
    CHECK(*got->metrics[4].text == "feeding");
    CHECK(got->metrics[5].null);
    CHECK(*got->metrics[5].quality == 500);
    CHECK(got->metrics[5].unit == "g/L");
    CHECK(*got->metrics[6].alias == 1ULL << 40);
    CHECK(*got->metrics[6].number == 1e-300);
}

TEST_CASE("sparkplug: the bytes of a payload, worked out by hand from the definition") {
    // timestamp (1) = 1; metrics (2): name (1) "a", datatype (4) = 10, double_value (13) = 1.0; seq (3) = 2
    const std::string bytes{
        "\x08\x01\x12\x0e\x0a\x01"
        "a"
        "\x20\x0a\x69\x00\x00\x00\x00\x00\x00\xf0\x3f\x18\x02",
        20};
    const auto got = decode_sparkplug(bytes);
    REQUIRE(got);
    REQUIRE(got->metrics.size() == 1);
    CHECK(got->metrics[0].name == "a");
    CHECK(*got->metrics[0].number == 1.0);
    CHECK(*got->seq == 2);
    CHECK(encode_sparkplug(*got) == bytes);
}

TEST_CASE("sparkplug: a payload of another codec") {
    // From sparkplug-payload 1.0.3 (Eclipse Tahu for JavaScript, npm).
    const std::string_view hex =
        "08fbd095ffbc31120b0a05626453657120085803123a0a02444f100118e4d095ffbc31200a4a200a07656e67556e69740a07"
        "517561"
        "6c6974791205080c4201251205080318c001690000000000905840120f0a05636f756e74200350f9ffffff0f120a0a015420"
        "096500"
        "00124212080a026f6e200b700112120a057068617365200c7a0766656564696e67120a0a04676f6e65200a38011807";
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    const auto got = decode_sparkplug(bytes);
    REQUIRE(got);
    CHECK(*got->timestamp_ms == 1700000000123);
    CHECK(*got->seq == 7);
    REQUIRE(got->metrics.size() == 7);
    CHECK(*got->metrics[0].number == 3);
    CHECK(*got->metrics[1].alias == 1);
    CHECK(*got->metrics[1].number == 98.25);
    CHECK(got->metrics[1].unit == "%");
    CHECK(*got->metrics[1].quality == 192);
    CHECK(*got->metrics[1].timestamp_ms == 1700000000100);
    CHECK(*got->metrics[2].number == -7);
    CHECK(*got->metrics[3].number == 36.5);
    CHECK(*got->metrics[4].number == 1);
    CHECK(*got->metrics[5].text == "feeding");
    CHECK(got->metrics[6].null);
}

TEST_CASE("sparkplug: no bytes break the reader") {
    rc::check([](const std::string& bytes) { (void)decode_sparkplug(bytes); });
    const std::string sound = birth(1);
    for (std::size_t size = 0; size < sound.size(); ++size) (void)decode_sparkplug(sound.substr(0, size));
    rc::check([&](std::uint8_t value) {
        std::string bytes = sound;
        bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = static_cast<char>(value);
        (void)decode_sparkplug(bytes);
    });
    CHECK_FALSE(decode_sparkplug("\xff\xff\xff\xff"));
}

TEST_CASE("sparkplug: topics") {
    const auto topic = parse_sparkplug_topic("spBv1.0/plant/DDATA/edge/R1");
    REQUIRE(topic);
    CHECK(topic->group == "plant");
    CHECK(topic->type == "DDATA");
    CHECK(topic->device == "R1");
    for (const char* other : {"spBv1.0/plant/NDATA/edge/R1", "spBv1.0/plant/DDATA/edge", "spAv1.0/a/NDATA/b",
                              "spBv1.0/plant/STATE/x", "spBv1.0//NDATA/x", "", "spBv1.0/p/NCMD/e"})
        CHECK_FALSE(parse_sparkplug_topic(other));
}

TEST_CASE("sparkplug: aliases, order and sequence numbers") {
    SparkplugStream stream;
    const std::string nbirth = "spBv1.0/p/NBIRTH/e", ndata = "spBv1.0/p/NDATA/e";
    CHECK(stream.message(ndata, data(4, 1), 0).empty());  // nothing is known of it yet
    CHECK(stream.take_rebirth_requests() == std::vector<std::string>{"p/e"});
    const auto born = stream.message(nbirth, birth(3), 20000);
    CHECK(values(born) == std::vector<double>{95, 7});
    CHECK(born[0].signal == "DO");
    CHECK(born[0].unit == "%");
    CHECK(born[0].birth);
    CHECK(values(stream.message(ndata, data(1, 94), 20001)) == std::vector<double>{94});
    CHECK(stream.message(ndata, data(3, 92), 20002).empty());
    CHECK(values(stream.message(ndata, data(2, 93), 20003)) == std::vector<double>{93, 92});
    CHECK(stream.message(ndata, data(2, 93), 20004).empty());
    CHECK(stream.counts().duplicates == 1);
    CHECK(stream.take_rebirth_requests().empty());
    // Message 4 never comes.
    CHECK(stream.message(ndata, data(5, 91), 21000).empty());
    CHECK(stream.tick(22000).empty());
    CHECK(values(stream.tick(26001)) == std::vector<double>{91});
    CHECK(stream.counts().missing_sequence == 1);
    CHECK(stream.take_rebirth_requests() == std::vector<std::string>{"p/e"});
    CHECK(stream.take_rebirth_requests().empty());
}

TEST_CASE("sparkplug: sequence numbers go round; any order within the buffer gives the same values") {
    std::mt19937 random(7);
    for (int trial = 0; trial < 50; ++trial) {
        SparkplugStream stream({.reorder = 8, .patience_ms = 1e9});
        stream.message("spBv1.0/p/NBIRTH/e", birth(1), 0);
        std::vector<int> order(600);
        for (int i = 0; i < 600; ++i) order[static_cast<std::size_t>(i)] = i;
        for (std::size_t block = 0; block + 6 <= order.size(); block += 6)
            std::shuffle(order.begin() + static_cast<std::ptrdiff_t>(block),
                         order.begin() + static_cast<std::ptrdiff_t>(block + 6), random);
        std::vector<double> got;
        for (const int i : order)
            for (const double value : values(stream.message(
                     "spBv1.0/p/NDATA/e", data(static_cast<std::uint64_t>(i + 1) % 256, i), i)))
                got.push_back(value);
        REQUIRE(got.size() == 600);
        for (std::size_t i = 0; i < got.size(); ++i) REQUIRE(got[i] == static_cast<double>(i));
        CHECK(stream.counts().missing_sequence == 0);
    }
}

TEST_CASE("sparkplug: after a death everything is stale; a death of an earlier session is not") {
    SparkplugStream stream;
    stream.message("spBv1.0/p/NBIRTH/e", birth(2), 0);
    stream.message("spBv1.0/p/DBIRTH/e/R1", encode_sparkplug({1000, 1, {metric("OUR", 10.0, 9)}}), 1);
    const auto alias =
        stream.message("spBv1.0/p/DDATA/e/R1", encode_sparkplug({3000, 2, {metric("", 11.0, 9)}}), 2);
    REQUIRE(alias.size() == 1);
    CHECK(alias[0].signal == "R1/OUR");
    const auto old =
        encode_sparkplug({5000, {}, {SparkplugMetric{.name = "bdSeq", .datatype = 8, .number = 1.0}}});
    CHECK(stream.message("spBv1.0/p/NDEATH/e", old, 10).empty());
    CHECK(stream.counts().stale_deaths == 1);
    const auto now =
        encode_sparkplug({5000, {}, {SparkplugMetric{.name = "bdSeq", .datatype = 8, .number = 2.0}}});
    const auto dead = stream.message("spBv1.0/p/NDEATH/e", now, 11);
    REQUIRE(dead.size() == 3);
    for (const auto& reading : dead) {
        CHECK(reading.quality == Quality::stale);
        CHECK_FALSE(reading.value);
    }
    CHECK(stream.all_dead());
    CHECK(stream.message("spBv1.0/p/NDATA/e", data(3, 1), 12).empty());
}

TEST_CASE("sparkplug: bad quality, nulls and texts are no values") {
    SparkplugStream stream;
    SparkplugMetric bad = metric("DO", 50.0), stale = metric("pH", 7.0), odd = metric("T", 37.0);
    bad.quality = 0;
    stale.quality = 500;
    odd.number = std::numeric_limits<double>::quiet_NaN();
    SparkplugMetric words{.name = "phase", .datatype = 12, .text = "feeding"};
    const auto got = stream.message("spBv1.0/p/NBIRTH/e",
                                    encode_sparkplug({1, 0, {bad, stale, odd, words, metric("OUR", {})}}), 5);
    REQUIRE(got.size() == 4);
    CHECK(got[0].quality == Quality::bad);
    CHECK(got[1].quality == Quality::stale);
    CHECK_FALSE(got[2].value);
    CHECK_FALSE(got[3].value);
}
