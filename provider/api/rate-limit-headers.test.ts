import { readRateLimitHeaders } from "./rate-limit-headers";

test.each([
  [
    { "x-requests-remaining": "150 times", "x-request-window-resets-after": "0.39 s" },
    { remaining: 150, resetsAfter: 390 },
  ],
  [
    { "x-requests-remaining": "0", "x-request-window-resets-after": "390 ms" },
    { remaining: 0, resetsAfter: 390 },
  ],
  [
    { "x-rate-limit-requests-left": "7", "x-rate-limit-time-reset-ms": "15000" },
    { remaining: 7, resetsAfter: 15_000 },
  ],
  [{ "x-request-window-resets-after": "30000" }, { resetsAfter: 30_000 }],
  [{ "x-request-window-resets-after": "30" }, { resetsAfter: 30_000 }],
  [{ "retry-after": "12" }, { resetsAfter: 12_000 }],
  [{ "x-requests-remaining": ["3 times", "4 times"] }, { remaining: 3 }],
  [{}, {}],
  [{ "x-requests-remaining": "-3 times", "x-request-window-resets-after": "-1 s" }, {}],
  [{ "x-requests-remaining": "many", "x-request-window-resets-after": "soon" }, {}],
  [{ "x-request-window-resets-after": "99999999999 s" }, {}],
  [{ "x-request-window-resets-after": "1e9" }, {}],
  [{ "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, {}],
  [{ "x-request-window-resets-after": "NaN", "retry-after": "2" }, { resetsAfter: 2_000 }],
])("reads %j as %j", (headers, report) => {
  expect(readRateLimitHeaders(headers)).toEqual(report);
});
