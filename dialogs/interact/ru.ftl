interact-ask =
    <b>{ $question }</b>
    { $title } · { $partner }
interact-now = Сейчас: <b>{ $value }</b>
interact-ask-kind = Что записать?
interact-ask-outcome = Чем закончился звонок?
interact-ask-try-again = Не ответили. Когда позвонить снова?
interact-how-try-again = Нажмите — и звонок записан, я напомню; или напишите дату: <i>пт 10:00</i>
interact-ask-learned = Что узнали?
interact-how-learned = Напишите; пришлите фото, голосовые или документы; или перешлите сообщения.
interact-how-learned-anew = Напишите заново. Чтобы дополнить, вернитесь назад и пишите там.
interact-ask-when = Когда это было?
interact-how-when = Нажмите или напишите: <i>вчера 15:00</i>, <i>20.11</i>
interact-when-now = сейчас
interact-ask-with = С кем?
interact-how-with = Нажмите или напишите часть имени.
interact-how-with-none = Контактных лиц здесь пока нет.
interact-ask-next-step = Что дальше?
interact-how-next-step = Напишите, о чём договорились, до 500 символов.
interact-type-next-step = ⚠️ Напишите, пожалуйста, что дальше.
interact-ask-follow-up = Когда напомнить?
interact-ask-call-back = Когда перезвонить?
interact-how-follow-up = Нажмите или напишите: <i>пт 10:00</i>, <i>через 2 часа</i>, <i>25.12 15:00</i>
interact-ask-files = Какой файл убрать?
interact-how-files = Нажмите на него. Чтобы добавить файлы, просто пришлите их.
interact-summary =
    <b>{ $kind }</b>
    { $title } · { $partner }
interact-line = { $field }: <b>{ $value }</b>
interact-field-kind = Вид
interact-field-outcome = Итог
interact-field-learned = Что узнали
interact-field-when = Когда
interact-field-with = С кем
interact-field-next-step = Следующий шаг
interact-field-follow-up = Напоминание
interact-field-files = Файлы
interact-own-no-answer = Не ответили.
interact-own-call-back = Просят перезвонить.
interact-own-not-interested = Не заинтересованы.
interact-chip-soon = Через 3 раб. часа ({ $at })
interact-chip-next-morning = ☀️ { $at }
interact-chip-in-three-days = 3 дня: { $day }
interact-chip-in-a-week = Неделя: { $day }
interact-chip-now = Сейчас
interact-chip-an-hour-ago = Час назад
interact-chip-yesterday = Вчера
interact-button-save = ✅ Записать
interact-button-enough = ✔️ Это всё
interact-button-details = ✏️ Подробнее
interact-button-never = 🔕 Не напоминать
interact-button-nobody = Ни с кем
interact-button-all = Показать все
interact-button-remove = 🗑 Убрать
interact-button-no-reminder = 🔕 Не напоминать
interact-attached =
    { $count ->
        [one] 📎 Добавлено; теперь { $count } файл.
        [few] 📎 Добавлено; теперь { $count } файла.
        [many] 📎 Добавлено; теперь { $count } файлов.
       *[other] 📎 Добавлено; теперь { $count } файла.
    }
interact-added = ➕ Дописано к тому, что узнали.
interact-forwarded = ↪️ Добавлено: { $from }, { $time }.
interact-forwarded-line = { $from }, { $time }: { $text }
interact-somebody = кто-то
interact-no-room = ⚠️ Больше не помещается: всего не больше { $most } символов. Запишите это, а остальное — отдельно.
interact-nobody-found = ⚠️ Ни в одном имени нет «{ $typed }». Напишите другую часть имени или нажмите на нужное.
interact-narrowed =
    { $count ->
        [one] 🔎 «{ $typed }»: найдено { $count }.
        [few] 🔎 «{ $typed }»: найдено { $count }.
        [many] 🔎 «{ $typed }»: найдено { $count }.
       *[other] 🔎 «{ $typed }»: найдено { $count }.
    }
interact-help-kind = ℹ️ Нажмите на вид. Пересланным сообщениям нажатие не нужно: пришлите их сюда, хоть несколько сразу, и они станут одним взаимодействием.
interact-help-outcome = ℹ️ «Дозвонились» — значит, поговорили. После «Не ответили» я напомню позвонить снова; «Просят перезвонить» спросит когда.
interact-help-try-again = ℹ️ Одно нажатие записывает звонок и ставит напоминание в рабочее время. «Подробнее» покажет всё до записи.
interact-help-learned = ℹ️ До 4096 символов своими словами. Фото, голосовые, аудио, видео и документы прикрепляются отправкой, до 20.
interact-help-when = ℹ️ Сейчас или раньше; дата в будущем не принимается.
interact-help-with = ℹ️ Известные нам люди у партнёра. «Ни с кем» — для заметки или для того, кого нет в списке.
interact-help-next-step = ℹ️ О чём договорились. Могу напомнить об этом в нужный день.
interact-help-follow-up = ℹ️ Напомню один раз — если до этого вы не запишете по сделке новое взаимодействие.
interact-help-files = ℹ️ Каждая кнопка убирает один файл. Сам файл останется в чате.
interact-help-summary = ℹ️ Ничего не записано, пока вы не сохраните. Каждая кнопка меняет одну строку; что вы здесь напишете, перешлёте или пришлёте, добавится.
