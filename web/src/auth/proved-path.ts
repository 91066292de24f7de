/** Where the identity provider leads whom it was to ask again; a sign-in leads to the first page. */
export const PROVED_PATH = '/proved';
