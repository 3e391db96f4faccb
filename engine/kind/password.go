package kind

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// The length of the passwords made here, and the most that AWS takes (AWS: IAM
// password policies).
const (
	passwordUsual = 24
	passwordMost  = 128
)

// passwordLetters are the sorts of characters a password has, without those
// that are read for one another: 0 and O, 1, l and I. The symbols are among
// those that AWS counts.
var passwordLetters = []string{"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!@#%^*_+-="}

// MayHavePassword is a Refused where a person has a password already, unless it
// is to be reset. It reports whether there is one.
func (p *Person) MayHavePassword(ctx context.Context, reset bool) (there bool, err error) {
	there, err = p.hasPassword(ctx)
	if there && !reset {
		return there, refuse("ORG367", "orgwright user password "+p.Name+" --reset gives another", "%s has a password", p.Name)
	}
	return there, err
}

// FirstPassword gives a person a new random password for the console, to be
// changed at the first sign-in, if they may have one.
func (p *Person) FirstPassword(ctx context.Context, random io.Reader, reset bool) (cloud.Secret, error) {
	there, err := p.MayHavePassword(ctx, reset)
	if err != nil {
		return cloud.Secret{}, err
	}
	text, err := p.newPassword(ctx, random)
	if err != nil {
		return cloud.Secret{}, err
	}
	if !there {
		_, err = p.IAM.CreateLoginProfile(ctx, &iam.CreateLoginProfileInput{UserName: &p.Name, Password: &text, PasswordResetRequired: true},
			func(o *iam.Options) { o.Retryer = p.Once() })
		there = cloud.Unclear(err) // it may have been made: then it gets this password once more
	}
	if there {
		_, err = p.IAM.UpdateLoginProfile(ctx, &iam.UpdateLoginProfileInput{UserName: &p.Name, Password: &text, PasswordResetRequired: aws.Bool(true)})
	}
	if err != nil {
		return cloud.Secret{}, fmt.Errorf("give %s a password: %w", p.Name, err)
	}
	return cloud.NewSecret(text), nil
}

func (p *Person) hasPassword(ctx context.Context) (bool, error) {
	_, err := p.IAM.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &p.Name})
	if cloud.Is(err, "NoSuchEntity") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ask whether %s has a password: %w", p.Name, err)
	}
	return true, nil
}

// newPassword is a random password that the account's rules take.
func (p *Person) newPassword(ctx context.Context, random io.Reader) (string, error) {
	length := passwordUsual
	got, err := p.IAM.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	switch {
	case cloud.Is(err, "NoSuchEntity"): // AWS's own rules: at least 8 characters of three sorts
	case err != nil:
		return "", fmt.Errorf("read the rules for passwords: %w", err)
	default:
		length = passwordLength(got.PasswordPolicy)
	}
	return makePassword(random, length)
}

func passwordLength(rules *types.PasswordPolicy) int {
	return min(max(passwordUsual, int(aws.ToInt32(rules.MinimumPasswordLength))), passwordMost)
}

// makePassword is random characters, one of each sort at least, in random
// order.
func makePassword(random io.Reader, length int) (string, error) {
	all := ""
	for _, sort := range passwordLetters {
		all += sort
	}
	text := make([]byte, length)
	for i := range text {
		from := all
		if i < len(passwordLetters) {
			from = passwordLetters[i]
		}
		n, err := below(random, len(from))
		if err != nil {
			return "", err
		}
		text[i] = from[n]
	}
	for i := len(text) - 1; i > 0; i-- {
		n, err := below(random, i+1)
		if err != nil {
			return "", err
		}
		text[i], text[n] = text[n], text[i]
	}
	return string(text), nil
}

// below is a random number from 0 to n, n excluded, each as likely.
func below(random io.Reader, n int) (int, error) {
	got, err := rand.Int(random, big.NewInt(int64(n)))
	if err != nil {
		return 0, fmt.Errorf("make a password: %w", err)
	}
	return int(got.Int64()), nil
}
