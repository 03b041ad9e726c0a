type Fetch = typeof globalThis.fetch;

/**
 * A fetch that hands on the answer of a loader or action only when all of it is there. Remix reads
 * these answers as streams, and one that is broken off half-way, because the reader has moved on,
 * ends as a rejected promise that nobody holds and an error in the console. Broken off before it is
 * handed on, it is a failed request, which the router expects. No loader here streams parts of its
 * data, so nothing comes later for it.
 */
export function withWholeAnswers(fetch: Fetch): Fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.body === null || !new URL(answer.url).pathname.endsWith(".data")) return answer;
    const { status, statusText, headers } = answer;
    return new Response(await answer.arrayBuffer(), { status, statusText, headers });
  };
}
