/** `fetch`, injected: the stand-ins reach the clouds through nothing else. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
