import * as z from 'zod';
import { action, empty, id, query, timestamp } from './method.ts';

const count = z.number().int().nonnegative();

/** What a person thought of the answers to one question. */
export const Vote = z.object({
  id,
  comparisonId: id,
  projectId: id,
  /** The question that was answered. */
  prompt: z.string(),
  verdict: z.enum(['winner', 'tie', 'all-bad']),
  /** `provider:id`; exactly when the verdict is `winner`. */
  winner: z.string().optional(),
  /** `provider:id` of all that were compared: those that finished an answer to the question. */
  models: z.array(z.string()),
  /** The names were hidden until the vote. */
  blind: z.boolean(),
  /** Of the answers, in the order of the models. */
  messageIds: z.array(id),
  createdAt: timestamp,
});
export type Vote = z.infer<typeof Vote>;

/** How often one model was preferred to another; ties count half for each. */
export const PairRate = z.object({
  first: z.string(),
  second: z.string(),
  wins: count,
  losses: count,
  ties: count,
  /** Of the first against the second, with Wilson's interval at 95 %. */
  rate: z.number(),
  low: z.number(),
  high: z.number(),
});
export type PairRate = z.infer<typeof PairRate>;

export const RankedModel = z.object({
  model: z.string(),
  /** Bradley-Terry, on the scale of chess ratings: 0 is the mean of all, 400 more are odds of ten to one. */
  rating: z.number(),
  /** One standard error of the rating, on the same scale. */
  error: z.number(),
  wins: count,
  losses: count,
  ties: count,
});
export type RankedModel = z.infer<typeof RankedModel>;

export const voteMethods = {
  /** About the finished answers to a comparison's newest question, of which none may be under way; a second vote on the same answers replaces the first. */
  'vote:cast': action(
    z.object({
      comparisonId: id,
      verdict: Vote.shape.verdict,
      /** The winner's thread. */
      conversationId: id.optional(),
      blind: z.boolean().optional(),
    }),
    Vote,
  ),
  'vote:withdraw': action(z.object({ voteId: id }), empty),
  /** Newest first; each by the rule of `vote:cast`, whenever it was cast. */
  'vote:list': query(
    z.object({
      projectId: id.optional(),
      comparisonId: id.optional(),
      limit: z.number().int().min(1).max(100_000).optional(),
    }),
    z.array(Vote),
  ),
  /** `ranking` is there from twenty votes on: fewer say nothing. */
  'vote:standings': query(
    z.object({ projectId: id.optional() }),
    z.object({ votes: count, pairs: z.array(PairRate), ranking: z.array(RankedModel).optional() }),
  ),
};
