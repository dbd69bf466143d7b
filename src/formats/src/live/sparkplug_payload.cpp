#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/sparkplug.hpp>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <bit>

// Field numbers: Sparkplug Specification 3.0.0, section 6.4.1 (the protocol buffers definition of a payload).
namespace strandline::formats {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

enum Wire : std::uint32_t { varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5 };

/// The fields of one message, one after the other.
class Fields {
public:
    explicit Fields(std::string_view bytes)
        : in_(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size())) {}

    /// Moves to the next field; false at the end or where the bytes are none.
    bool next() {
        const std::uint32_t tag = in_.ReadTag();
        if (tag == 0) {
            sound_ = sound_ && in_.ConsumedEntireMessage();
            return false;
        }
        number_ = tag >> 3;
        wire_ = tag & 7;
        switch (wire_) {
        case varint:
            sound_ = in_.ReadVarint64(&integer_);
            break;
        case fixed64:
            sound_ = in_.ReadLittleEndian64(&integer_);
            break;
        case fixed32: {
            std::uint32_t value = 0;
            sound_ = in_.ReadLittleEndian32(&value);
            integer_ = value;
            break;
        }
        case delimited: {
            std::uint32_t size = 0;
            sound_ = in_.ReadVarint32(&size) && size <= 64U * 1024 * 1024 &&
                     in_.ReadString(&bytes_, static_cast<int>(size));
            break;
        }
        default:
            sound_ = false;
        }
        return sound_;
    }
    bool sound() const { return sound_; }
    std::uint32_t number() const { return number_; }
    bool is(std::uint32_t number, Wire wire) const { return number_ == number && wire_ == wire; }
    std::uint64_t integer() const { return integer_; }
    const std::string& bytes() const { return bytes_; }
    double as_float() const {
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(integer_)));
    }
    double as_double() const { return std::bit_cast<double>(integer_); }

private:
    CodedInputStream in_;
    bool sound_ = true;
    std::uint32_t number_ = 0, wire_ = 0;
    std::uint64_t integer_ = 0;
    std::string bytes_;
};

/// Signed integers travel in unsigned fields of 32 or 64 bits, in two's complement.
double integer_value(std::uint64_t raw, std::uint32_t datatype, bool wide) {
    if (wide)
        return datatype == 4 ? static_cast<double>(static_cast<std::int64_t>(raw)) : static_cast<double>(raw);
    const auto low = static_cast<std::uint32_t>(raw);
    switch (datatype) {
    case 1:
        return static_cast<double>(static_cast<std::int8_t>(low));
    case 2:
        return static_cast<double>(static_cast<std::int16_t>(low));
    case 3:
        return static_cast<double>(static_cast<std::int32_t>(low));
    default:
        return static_cast<double>(low);
    }
}

struct PropertyValue {
    std::optional<double> number;
    std::string text;
};

bool read_property_value(std::string_view bytes, PropertyValue& value) {
    Fields fields(bytes);
    std::uint32_t type = 0;
    while (fields.next()) {
        if (fields.is(1, varint)) type = static_cast<std::uint32_t>(fields.integer());
        if (fields.is(3, varint)) value.number = integer_value(fields.integer(), type, false);
        if (fields.is(4, varint)) value.number = integer_value(fields.integer(), type, true);
        if (fields.is(5, fixed32)) value.number = fields.as_float();
        if (fields.is(6, fixed64)) value.number = fields.as_double();
        if (fields.is(7, varint)) value.number = fields.integer() ? 1 : 0;
        if (fields.is(8, delimited)) value.text = fields.bytes();
    }
    return fields.sound();
}

bool read_properties(std::string_view bytes, SparkplugMetric& metric) {
    Fields fields(bytes);
    std::vector<std::string> keys;
    std::vector<PropertyValue> values;
    while (fields.next()) {
        if (fields.is(1, delimited)) keys.push_back(fields.bytes());
        if (fields.is(2, delimited) && !read_property_value(fields.bytes(), values.emplace_back()))
            return false;
    }
    for (std::size_t i = 0; i < std::min(keys.size(), values.size()); ++i) {
        const std::string key = lower(keys[i]);
        if (key == "quality" && values[i].number)
            metric.quality = static_cast<std::int64_t>(*values[i].number);
        if (key == "engunit") metric.unit = values[i].text;
    }
    return fields.sound();
}

bool read_metric(std::string_view bytes, SparkplugMetric& metric) {
    Fields fields(bytes);
    std::optional<std::pair<std::uint64_t, bool>> integer;
    while (fields.next()) {
        if (fields.is(1, delimited)) metric.name = fields.bytes();
        if (fields.is(2, varint)) metric.alias = fields.integer();
        if (fields.is(3, varint)) metric.timestamp_ms = fields.integer();
        if (fields.is(4, varint)) metric.datatype = static_cast<std::uint32_t>(fields.integer());
        if (fields.is(5, varint)) metric.historical = fields.integer() != 0;
        if (fields.is(7, varint)) metric.null = fields.integer() != 0;
        if (fields.is(9, delimited) && !read_properties(fields.bytes(), metric)) return false;
        if (fields.is(10, varint)) integer = {fields.integer(), false};
        if (fields.is(11, varint)) integer = {fields.integer(), true};
        if (fields.is(12, fixed32)) metric.number = fields.as_float();
        if (fields.is(13, fixed64)) metric.number = fields.as_double();
        if (fields.is(14, varint)) metric.number = fields.integer() ? 1 : 0;
        if (fields.is(15, delimited)) metric.text = fields.bytes();
    }
    if (integer) metric.number = integer_value(integer->first, metric.datatype, integer->second);
    return fields.sound() && (metric.name.empty() || is_valid_utf8(metric.name)) &&
           is_valid_utf8(metric.unit);
}

/// The bytes of one message, field by field.
class Bytes {
public:
    Bytes& integer(std::uint32_t number, std::uint64_t value) {
        tag(number, varint);
        raw_varint(value);
        return *this;
    }
    Bytes& text(std::uint32_t number, std::string_view value) {
        tag(number, delimited);
        raw_varint(value.size());
        bytes_ += value;
        return *this;
    }
    Bytes& real(std::uint32_t number, double value) {
        tag(number, fixed64);
        const auto raw = std::bit_cast<std::uint64_t>(value);
        for (int byte = 0; byte < 8; ++byte) bytes_ += static_cast<char>(raw >> (8 * byte));
        return *this;
    }
    Bytes& single(std::uint32_t number, float value) {
        tag(number, fixed32);
        const auto raw = std::bit_cast<std::uint32_t>(value);
        for (int byte = 0; byte < 4; ++byte) bytes_ += static_cast<char>(raw >> (8 * byte));
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    void tag(std::uint32_t number, Wire wire) { raw_varint(number << 3 | wire); }
    void raw_varint(std::uint64_t value) {
        for (; value >= 128; value >>= 7) bytes_ += static_cast<char>(value | 128);
        bytes_ += static_cast<char>(value);
    }
    std::string bytes_;
};

void write_value(const SparkplugMetric& metric, Bytes& out) {
    if (metric.null) {
        out.integer(7, 1);
    } else if (metric.number && metric.datatype >= 1 && metric.datatype <= 8) {
        const bool wide = metric.datatype == 4 || metric.datatype == 8;
        const auto value = metric.datatype == 8
                               ? static_cast<std::uint64_t>(*metric.number)
                               : static_cast<std::uint64_t>(static_cast<std::int64_t>(*metric.number));
        out.integer(wide ? 11 : 10, wide ? value : value & 0xffffffffU);
    } else if (metric.number && metric.datatype == 9) {
        out.single(12, static_cast<float>(*metric.number));
    } else if (metric.number && metric.datatype == 11) {
        out.integer(14, *metric.number != 0 ? 1 : 0);
    } else if (metric.number) {
        out.real(13, *metric.number);
    } else if (metric.text) {
        out.text(15, *metric.text);
    }
}

std::string metric_bytes(const SparkplugMetric& metric) {
    Bytes out;
    if (!metric.name.empty()) out.text(1, metric.name);
    if (metric.alias) out.integer(2, *metric.alias);
    if (metric.timestamp_ms) out.integer(3, *metric.timestamp_ms);
    if (metric.datatype) out.integer(4, metric.datatype);
    if (metric.historical) out.integer(5, 1);
    Bytes properties;
    if (metric.quality) properties.text(1, "Quality");
    if (!metric.unit.empty()) properties.text(1, "engUnit");
    if (metric.quality)
        properties.text(2, Bytes()
                               .integer(1, 3)
                               .integer(3, static_cast<std::uint64_t>(*metric.quality) & 0xffffffffU)
                               .bytes());
    if (!metric.unit.empty()) properties.text(2, Bytes().integer(1, 12).text(8, metric.unit).bytes());
    if (!properties.bytes().empty()) out.text(9, properties.bytes());
    write_value(metric, out);
    return out.bytes();
}

}  // namespace

Result<SparkplugPayload> decode_sparkplug(std::string_view bytes) {
    SparkplugPayload payload;
    Fields fields(bytes);
    bool sound = true;
    while (sound && fields.next()) {
        if (fields.is(1, varint)) payload.timestamp_ms = fields.integer();
        if (fields.is(2, delimited)) sound = read_metric(fields.bytes(), payload.metrics.emplace_back());
        if (fields.is(3, varint)) payload.seq = fields.integer();
    }
    if (sound && fields.sound()) return payload;
    return fail(Error::input("sparkplug.payload", "these {} bytes are no Sparkplug B payload", bytes.size())
                    .expected("protocol buffers as the Sparkplug specification defines them"));
}

std::string encode_sparkplug(const SparkplugPayload& payload) {
    Bytes out;
    if (payload.timestamp_ms) out.integer(1, *payload.timestamp_ms);
    for (const SparkplugMetric& metric : payload.metrics) out.text(2, metric_bytes(metric));
    if (payload.seq) out.integer(3, *payload.seq);
    return out.bytes();
}

std::optional<SparkplugTopic> parse_sparkplug_topic(std::string_view topic) {
    const std::vector<std::string_view> parts = split(topic, '/');
    if (parts.size() < 4 || parts.size() > 5 || parts[0] != "spBv1.0") return {};
    for (const std::string_view part : parts)
        if (part.empty() || !is_valid_utf8(part)) return {};
    SparkplugTopic made{std::string(parts[1]), std::string(parts[2]), std::string(parts[3]),
                        parts.size() == 5 ? std::string(parts[4]) : ""};
    static const std::vector<std::string> of_nodes{"NBIRTH", "NDEATH", "NDATA"},
        of_devices{"DBIRTH", "DDEATH", "DDATA"};
    const auto& types = made.device.empty() ? of_nodes : of_devices;
    for (const std::string& type : types)
        if (type == made.type) return made;
    return {};
}

}  // namespace strandline::formats
