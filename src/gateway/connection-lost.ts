import { AbaiError } from '../protocol/errors.ts';

/**
 * The other side went away before it answered. Whether the request was carried out is not known: actions are safe to
 * send again under the same request id.
 */
export class ConnectionLost extends AbaiError {
  constructor() {
    super('unavailable', 'The connection to the A-B/AI back end was lost. Try again.');
    this.name = 'ConnectionLost';
  }
}
