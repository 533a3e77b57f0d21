/** The quiz and React load when the reader comes near; until then, and without JavaScript, a link goes to its page. */
export function startQuizOnDemand(): void {
  const place = document.querySelector<HTMLElement>('[data-quiz]');
  const { chapter } = document.documentElement.dataset;
  const { quiz: url, labs } = place?.dataset ?? {};
  if (!place || !url || !labs || !chapter) return;
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      void import('#islands/quiz/mount.tsx').then(({ mountQuiz }) =>
        mountQuiz(place, { url, chapter, labs }),
      );
    },
    { rootMargin: '200px' },
  );
  observer.observe(place);
}
