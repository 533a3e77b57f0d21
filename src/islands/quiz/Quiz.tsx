import type { Quiz as QuizData } from '#course/quiz.ts';
import QuestionForm from './QuestionForm.tsx';
import Score from './Score.tsx';
import { useQuiz } from './use-quiz.ts';

export interface QuizProps {
  quiz: QuizData;
  /** Id of the chapter, under which the answers are kept. */
  chapter: string;
  /** Address of the labs' folder, with its slash. */
  labs: string;
}

/** The questions of a chapter. Without JavaScript they are read with their answers folded. */
export default function Quiz({ quiz, chapter, labs }: QuizProps) {
  const { questions } = quiz;
  const { attempts, isLive, choose, validate, retryWrong } = useQuiz(questions, { chapter, labs });
  return (
    <div className="quiz">
      {questions.map((question, index) => {
        const attempt = attempts[index];
        return (
          attempt && (
            <QuestionForm
              key={question.id}
              question={question}
              title={`Question ${index + 1} sur ${questions.length}`}
              attempt={attempt}
              isLive={isLive}
              onChoose={(answer) => choose(question, answer)}
              onValidate={() => validate(question, attempt.answer)}
            />
          )
        );
      })}
      {isLive && <Score attempts={attempts} onRetry={retryWrong} />}
    </div>
  );
}
