import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { HttpError } from './http-error.js';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * A strict policy: nothing is loaded from elsewhere, nothing inline, nothing evaluated, and no other site may
 * frame or read what is served here. Transport headers are left out, because the page is served over plain HTTP
 * on this machine.
 */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'no-referrer' },
});

/**
 * Refuses requests that were not meant for this server: a Host that is not ours (DNS rebinding) and requests that
 * another site's page sends (cross-site reads and writes).
 *
 * @param allowedHosts Host names, without port, that are accepted besides the loopback names.
 */
export function refuseStrangers(allowedHosts: readonly string[] = []): RequestHandler {
  const allowed = new Set([...loopbackNames, ...allowedHosts].map((name) => name.toLowerCase()));
  return (request, _response, next) => {
    const host = request.headers.host ?? '';
    if (!allowed.has(hostName(host)))
      throw new HttpError(421, 'host-not-allowed', 'This server does not answer for that host name.');
    const { origin } = request.headers;
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
      throw new HttpError(403, 'forbidden', 'Requests from other sites are refused.');
    if (
      request.headers['sec-fetch-site'] === 'cross-site' &&
      request.headers['sec-fetch-mode'] !== 'navigate'
    )
      throw new HttpError(403, 'forbidden', 'Requests from other sites are refused.');
    next();
  };
}

/** `localhost:4173` and `[::1]:4173` without their port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
