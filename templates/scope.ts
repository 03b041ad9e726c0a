/** What helpers know beside their arguments. Nothing else of the process is within their reach. */
export interface RenderScope {
  /** BCP 47 tag of the variant being rendered. */
  readonly locale: string;
  /** IANA zone of the workspace. */
  readonly zone: string;
}
