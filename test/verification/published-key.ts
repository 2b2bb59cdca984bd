/**
 * The key pair inside the npm package cognito-local (MIT, Copyright James Gregory), which signs the tokens of
 * every installation of it. Anyone can have it, so no pool may use it.
 */
export const PUBLISHED_KEY = {
  kty: 'RSA',
  n: [
    '2uLO7yh1_6Icfd89V3nNTc_qhfpDN7vEmOYlmJQlc9_RmOns26lg88fXXFntZESwHOm7_homO2Ih6NOtu4P5eskGs8',
    'd8VQMOQfF4YrP-pawVz-gh1S7eSvzZRDHBT4ItUuoiVP1B9HN_uScKxIqjmitpPqEQB_o2NJv8npCfqUAU-4KmxquG',
    'tjdmfctswSZGdz59M3CAYKDfuvLH9_vV6TRGgbUaUAXWC2WJrbbEXzK3XUDBrmF3Xo-yw8f3SgD3JOPl3HaaWMKL1z',
    'GVAsge7gQaGiJBzBurg5vwN61uDGGz0QZC1JqcUTl3cZnrx_L8isIR7074SJEuljIZRnCcjQ'
  ].join(''),
  e: 'AQAB',
  d: [
    'TowhslUUsx2bl9fqjV-aOxgnktiSEogBLtU4HJ7dKc3hyzv20YTg09qc__kNZXP4twdxfOgpXBoFDSYZLDdZ6aQGEb',
    'G-fktQbH2Ys-LfuNgeI7OroHLnNoWx-fTY6A1Q8nYux8zyRCTGas0F4i3WM9bsN5tYw2QY25w2dTh08yjvp59vGTui',
    'JyjQFhURpXwzIOQ_CtV7FayJhwJD_MaoN8qbquBeDjy2p20YsFwfLrlWSr8bRT54WVAqO4Mu8kG0Q-FGdU9bMDBTvP',
    'GAaxr8qzgXXWcoXEM-ByOjsXAcW6m7hhey2vzhfJ-2sSAiLHsQfcALwCuueNxZNzrdZgToyQ'
  ].join(''),
  p: [
    '-7Wp_s52Z6Bj5Lggy7ps8LNIFvwFeZkFffT13lsShMUApkEufYsFotqVR7NdUh8eZ2ES-dE_qCo3TRLWe93BKAWlqZ',
    '3LbPXCAaQ6hYVk7g-g0KogXG73zY0wnyg5hAU-PMPKiKwbqIC63QzAU7Tn-neiL807BrN4MUQbnLmODU8'
  ].join(''),
  q: [
    '3p3rC13eOFSaGy306cFzpApgEwT4UXvT6DCUL3EJZVyDWwyPIuQwiuyso8yJCq210TFDEne6ReZhHEM53T56_17AuX',
    'Dfo4_xGvWfuVZLRHtS0mxjRzqSoepL76s-ux1jFmRuz_b-FlkR6P-QeW_AFcSoWLycjARQgO2jOfHPWWM'
  ].join(''),
  dp: [
    'U3hx0DrdTw4EMmPRFF5VJBj_7gdTNXjGNnfWVQ90e6zswzVYWm-QxemgmW9koggJyBSL-2Ylqvmc7yUxFVB7bm84-Z',
    '-HRzHUTUEN2xtaVgu-s5PHOX_fEz4gApePQzWN5w6yilIwtddCoG1LFjcmuouTsDBpw5YeZJAGbBmofsc'
  ].join(''),
  dq: [
    'ZNIebkJv7xEZzi9tGSTc67ErO9HnaHftS94cbrQB7l8MuoKgnMu91F1F_tUWR7jOfFSULNv-h8PDvVoQ7ctrRxaxsA',
    'qXrmr1ZiFR2k1jvzsfEl-2Qr8bQ6tqAryKp5Gym6SWrycMgjCKtPxxgR4EX5d2KuIZACzADPQTFZ4XK0M'
  ].join(''),
  qi: [
    'Lg-HzxIdHjWkjjbaOba-TnYbixi1Sn9jFGQXJaovzl8nQaNF_qiTNK3yIYBz4cVp9gXfn8FA_kUIMZxq1romb6zp3W',
    '2sZkcRD2D40z63pRBkdGknwebSmdy9PnwfqONAFKzgJX514vGhM-e7gfoIrUayiVG-fNG2h4nXR1qnUTw'
  ].join(''),
  kid: 'CognitoLocal',
  alg: 'RS256',
  use: 'sig'
}
