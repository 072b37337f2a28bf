/** By google.rpc.Code, whose documentation names the status of HTTP for each. */
const byCode: Readonly<Record<number, number>> = {
  1: 499, // CANCELLED
  2: 500, // UNKNOWN
  3: 400, // INVALID_ARGUMENT
  4: 504, // DEADLINE_EXCEEDED
  5: 404, // NOT_FOUND
  6: 409, // ALREADY_EXISTS
  7: 403, // PERMISSION_DENIED
  8: 429, // RESOURCE_EXHAUSTED
  9: 400, // FAILED_PRECONDITION
  10: 409, // ABORTED
  11: 400, // OUT_OF_RANGE
  12: 501, // NOT_IMPLEMENTED
  13: 500, // INTERNAL
  14: 503, // UNAVAILABLE
  15: 500, // DATA_LOSS
  16: 401, // UNAUTHENTICATED
};

/** Lines of a batch carry codes of gRPC; one that is a status of HTTP already is taken as it is. */
export function httpStatusOf(code: number | undefined): number {
  if (code !== undefined && code >= 100) return code;
  return byCode[code ?? 2] ?? 500;
}
