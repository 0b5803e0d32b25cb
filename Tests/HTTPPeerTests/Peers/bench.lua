-- For wrk: a number of requests in one go, and the outcome as one line of JSON.
local bytes

init = function(arguments)
    local one = wrk.format("GET", "/static")
    bytes = one:rep(tonumber(arguments[1]))
end

request = function()
    return bytes
end

done = function(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        'OUTCOME {"requests":%d,"microseconds":%d,"errors":%d,"p50":%d,"p99":%d,"p999":%d}\n',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
