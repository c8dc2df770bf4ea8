#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace nuri::server {

struct Metrics::State {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter()
            .Name("nuri_http_requests_total")
            .Help("Requests answered, by route and status class.")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& sent = prometheus::BuildCounter()
                                                        .Name("nuri_http_sent_bytes_total")
                                                        .Help("Bytes sent before TLS, by route.")
                                                        .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        prometheus::BuildHistogram()
            .Name("nuri_http_request_seconds")
            .Help("From a request's last header byte to its answer's last byte.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& gauges = prometheus::BuildGauge()
                                                        .Name("nuri_held")
                                                        .Help("What this node holds at the moment, by kind.")
                                                        .Register(registry);
    prometheus::Family<prometheus::Gauge>& connections =
        prometheus::BuildGauge()
            .Name("nuri_http_connections")
            .Help("Connections: open now; accepted, refused, timed out, overloaded since the start.")
            .Register(registry);

    prometheus::Gauge& held(const char* kind) { return gauges.Add({{"kind", kind}}); }
    prometheus::Gauge& connection(const char* state) { return connections.Add({{"state", state}}); }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::count(const http::Access& access) {
    static const prometheus::Histogram::BucketBoundaries buckets{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03,
                                                                 0.1,    0.3,    1,     3,     10};
    const std::string route = access.route != nullptr ? access.route->pattern : "none";
    const std::string status = std::string(1, static_cast<char>('0' + access.status / 100)) + "xx";
    state_->requests.Add({{"route", route}, {"status", status}}).Increment();
    state_->sent.Add({{"route", route}}).Increment(static_cast<double>(access.sent_bytes));
    state_->seconds.Add({{"route", route}}, buckets)
        .Observe(std::chrono::duration<double>(access.took).count());
}

std::string Metrics::exposition(const Gauges& gauges) const {
    state_->held("titles").Set(static_cast<double>(gauges.titles));
    state_->held("grants").Set(static_cast<double>(gauges.grants));
    state_->held("assets").Set(static_cast<double>(gauges.assets));
    state_->held("playback_sessions").Set(static_cast<double>(gauges.playback_sessions));
    state_->held("spool_bytes").Set(static_cast<double>(gauges.spool_bytes));
    state_->connection("open").Set(static_cast<double>(gauges.http.open));
    state_->connection("accepted").Set(static_cast<double>(gauges.http.accepted));
    state_->connection("refused").Set(static_cast<double>(gauges.http.refused));
    state_->connection("timed_out").Set(static_cast<double>(gauges.http.timed_out));
    state_->connection("overloaded").Set(static_cast<double>(gauges.http.overloaded));
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace nuri::server
