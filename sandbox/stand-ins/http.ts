/** `fetch`, injected: the stand-ins' only way to the clouds. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
